import { Text } from '@mantine/core'
import { IconArrowBackUp, IconCheck } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useStanding } from '~/pages/schedule/going'
import { NextStep } from '~/pages/schedule/NextStep'
import { useTranslation } from '~/i18n/useTranslation'

import { toProblem } from '~/api/problem'
import { useQueue } from '~/pages/reviews/queue'
import { goTo } from '~/parts/Go'
import { MayButton, useReason } from '~/parts/May'
import { ProblemNote } from '~/parts/ProblemNote'
import { useKeys } from '~/parts/useKeys'

import { useDecisions } from './deciding'
import { Owed } from './Owed'
import { Reason } from './Reason'
import { Reopen } from './Reopen'
import type { Edition, Read } from './reading'
import classes from './ReviewPage.module.css'
import { useWay } from './way'

/** What can be done with the edition, in one place whatever its state; the next step stands first. */
export function Actions({ edition, read, onChanged }: { edition: Edition; read: Read | undefined; onChanged: () => void }) {
  const { t } = useTranslation()
  const go = useWay(edition)
  const navigate = useNavigate()
  const queue = useQueue('mine', 100)
  const mine = queue.data?.filter((one) => one.edition === edition.id)
  const turn = mine?.find((one) => one.kind === 'approval')
  const owed = mine?.find((one) => one.check)?.check
  const acts = useDecisions(edition, onChanged)
  const [asking, setAsking] = useState<'changes' | 'force' | 'reopen'>()
  const may = (act: string) => edition.may[act]
  const inReview = edition.state === 'in_review'
  const approve = (more: { urgent?: true; force?: { reason: string } } = {}) => read && acts.approve.mutate({ hash: read.hash, ...more })
  const why = useReason()(may('approve'))
  useKeys({
    a: inReview ? () => (why ? acts.say(why) : approve()) : undefined,
    r: inReview && may('request-changes')?.allowed ? () => setAsking('changes') : undefined,
    j: () => go(1), k: () => go(-1),
  })
  const behalf = inReview ? may('approve')?.on_behalf_of : undefined
  const busy = acts.busy
  const { known, standing } = useStanding(edition)
  const unplanned = edition.state === 'approved' && known && !standing
  const said = acts.said && [acts.said, unplanned && t('review.done.next')].filter(Boolean).join(' ')
  const keys = [inReview && !why && t('review.acts.keys.approve'), inReview && may('request-changes')?.allowed && t('review.acts.keys.return'), (queue.data?.length ?? 0) > 0 && t('review.acts.keys.walk')].filter(Boolean).join(' · ')
  return (
    <>
      <section className={classes.acts} aria-label={t('review.tabs.approvals')}>
        {inReview ? <>
          <MayButton id="next-step" may={may('approve')} loading={busy} leftSection={<IconCheck size={18} aria-hidden />} onClick={() => approve()}>{turn?.level && (turn.levels ?? 1) > 1 ? t('review.acts.approveLevel', { level: turn.level, levels: turn.levels }) : t('review.acts.approve')}</MayButton>
          <MayButton may={may('request-changes')} variant="default" leftSection={<IconArrowBackUp size={18} aria-hidden />} onClick={() => setAsking('changes')}>{t('review.acts.requestChanges')}</MayButton>
          {turn?.may_hurry && <MayButton may={may('approve')} variant="default" hint={t('review.acts.hurryHelp')} onClick={() => approve({ urgent: true })}>{t('review.acts.hurry')}</MayButton>}
          {acts.forcible && <MayButton may={may('approve')} variant="default" onClick={() => setAsking('force')}>{t('review.acts.force')}</MayButton>}
          {(may('recall')?.allowed || !may('approve')?.allowed) && <MayButton may={may('recall')} variant="default" hint={t('review.acts.recallHelp')} onClick={() => acts.recall.mutate(undefined)}>{t('review.acts.recall')}</MayButton>}
        </> : edition.state === 'approved' ? <>
          <NextStep id="next-step" edition={edition} />
          <MayButton may={may('reopen')} variant="default" onClick={() => setAsking('reopen')}>{t('review.acts.reopen')}</MayButton>
        </> : null}
        {edition.state !== 'approved' && !inReview && <MayButton id="next-step" may={may('submit')} variant="default" onClick={() => void navigate(goTo(`/articles/${edition.article}/${edition.lang}`))}>{t('review.edit')}</MayButton>}
        {keys && <Text size="xs" c="dimmed" className={classes.keys}>{keys}</Text>}
        {why && inReview && <Text size="sm" c="dimmed" className={classes.said}>{why}</Text>}
        {behalf && <Text size="sm" className={classes.said}>{t('review.acts.onBehalf', { name: behalf.name })}</Text>}
        <output className={classes.said}>{said && <Text size="sm" fw={600}>{said}</Text>}</output>
      </section>
      {owed && <Owed edition={edition} owed={owed} />}
      {acts.problem !== undefined && <ProblemNote problem={toProblem(acts.problem)} />}
      <Reason what="changes" opened={asking === 'changes'} onClose={() => setAsking(undefined)} onSend={(reason) => acts.requestChanges.mutateAsync({ reason })} />
      <Reason what="force" opened={asking === 'force'} onClose={() => setAsking(undefined)} onSend={(reason) => acts.approve.mutateAsync({ hash: read?.hash ?? '', force: { reason } })} />
      <Reopen edition={edition} opened={asking === 'reopen'} onClose={() => setAsking(undefined)} onSend={() => acts.reopen.mutateAsync(undefined)} />
    </>
  )
}
