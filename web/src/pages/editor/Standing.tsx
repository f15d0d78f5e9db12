import { Alert, Button, Group } from '@mantine/core'
import { IconArrowBackUp, IconInfoCircle, IconLock } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { client, dataOf, newKey } from '~/api/client'
import { toProblem } from '~/api/problem'
import { useWords } from '~/i18n/useLang'
import { useReason } from '~/parts/May'

import { Correct } from './Correct'
import note from './Note.module.css'
import { closedHow } from './closed'
import { tellDone, tellProblem } from './tell'
import type { Editing } from './useEditing'

/** What somebody who comes to write has to know: why it came back, why it cannot be written in, what has changed beside it. */
export function Standing({ editing }: { editing: Editing }) {
  const { t } = useTranslation()
  const words = useWords()
  const reason = useReason()
  const { edition } = editing
  const [correcting, setCorrecting] = useState(false)
  const why = reason(edition.may.edit)
  const how = closedHow(edition)
  return (
    <>
      {edition.state === 'changes_requested' && edition.reason && <Alert className={note.returned} icon={<IconArrowBackUp aria-hidden />} title={t('editor.standing.returned')}>{edition.reason}</Alert>}
      {how && (
        <Alert className={note.plain} icon={<IconLock aria-hidden />} title={t(`editor.standing.${how}`)}>
          {how === 'closed' ? why : t(`editor.standing.${how}Why`)}
          {edition.may.correct?.allowed && <Group mt="sm"><Button size="xs" onClick={() => setCorrecting(true)}>{t('editor.do.correct')}</Button></Group>}
        </Alert>
      )}
      {!how && edition.next_act === 'correct' && (
        <Alert className={note.tells} icon={<IconInfoCircle aria-hidden />} title={t('editor.standing.correcting')}>
          {edition.note && `${t(`editor.correct.${edition.note.kind as 'update'}.name`)}${edition.note.text ? `: ${edition.note.text}` : ''}. `}{t('editor.standing.correctingWhy')}
        </Alert>
      )}
      {edition.outdated && <Outdated editing={editing} />}
      {edition.hint && !edition.outdated && <Alert className={note.plain} icon={<IconInfoCircle aria-hidden />}>{words(edition.hint)}</Alert>}
      {correcting && <Correct editing={editing} onClose={() => setCorrecting(false)} />}
    </>
  )
}

/** A translation whose source says something else by now. */
function Outdated({ editing }: { editing: Editing }) {
  const { t } = useTranslation()
  const { edition, keeper, refresh } = editing
  const [busy, setBusy] = useState(false)
  async function mark() {
    setBusy(true)
    const path = { id: edition.article, lang: edition.lang }
    try {
      await keeper.act(async () => {
        const source = dataOf(await client.GET('/articles/{id}/editions/{lang}/source', { params: { path } }))
        dataOf(await client.POST('/articles/{id}/editions/{lang}/mark-current', { params: { path, header: { 'Idempotency-Key': newKey() } }, body: { source_revision: source.now.revision } }))
      })
      tellDone(t('editor.standing.marked'))
      await refresh()
    } catch (e) {
      tellProblem(toProblem(e))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Alert className={note.warn} icon={<IconInfoCircle aria-hidden />} title={t('editor.standing.outdated')}>
      {t('editor.standing.outdatedWhy')}
      <Group mt="sm"><Button size="xs" variant="default" loading={busy} onClick={() => void mark()}>{t('editor.standing.mark')}</Button></Group>
    </Alert>
  )
}
