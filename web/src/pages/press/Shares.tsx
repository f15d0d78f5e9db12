import { Button, Group, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { useUnits } from '~/api/catalogue'
import { client, dataOf, newKey, type Schemas } from '~/api/client'
import { house } from '~/app/house'
import { Part } from '~/parts/Part'
import { ProblemNote } from '~/parts/ProblemNote'
import { Rows } from '~/parts/Rows'
import { Side } from '~/parts/Side'
import { Tag } from '~/parts/Tag'
import { tell } from '~/parts/tell'
import { useAct } from '~/parts/useAct'
import { useMe } from '~/session/me'

import { Answer, Decline } from './Replies'
import { mayIn, shareTones, type PressRequest } from './requests'

type Share = Schemas['PressShare']

/** What each unit that was asked owes, and what it said. */
export function Shares({ request, onChanged }: { request: PressRequest; onChanged: () => Promise<void> }) {
  const { t } = useTranslation()
  const me = useMe()
  const units = useUnits()
  const act = useAct()
  const [key, setKey] = useState(newKey)
  const [open, setOpen] = useState<{ what: 'answer' | 'decline'; unit: string }>()
  const close = () => setOpen(undefined)
  const owes = (share: Share) => request.state === 'routed' && (share.state === 'asked' || share.state === 'taken') && mayIn(me, 'request.answer', share.unit)
  const take = (unit: string) => act.run(async () => {
    dataOf(await client.POST('/requests/{id}/take', { params: { path: { id: request.id }, header: { 'Idempotency-Key': key } }, body: { unit } }))
    setKey(newKey())
    tell(t('press.take.done'))
    await onChanged()
  })
  return (
    <Part title={t('press.share.title')}>
      {act.problem && <ProblemNote problem={act.problem} />}
      {request.shares.length === 0 ? <Text c="dimmed">{t('press.share.none')}</Text> : (
        <Rows name={t('press.share.title')} rows={request.shares} id={(one) => one.unit} columns={[
          { title: t('press.units'), render: (one) => units.name(one.unit) },
          { title: t('press.state'), tight: true, render: (one) => <Tag tone={shareTones[one.state]}>{t(`press.share.${one.state}`)}</Tag> },
          { title: t('press.share.words'), render: (one) => <div><Text size="sm" style={{ whiteSpace: 'pre-wrap' }}>{one.words}</Text>{one.article && <a href={`${house.public}/a/${one.article}/${request.lang}`}>{t('press.share.story')}</a>}</div> },
          { title: t('rooms.actions'), tight: true, render: (one) => owes(one) && (
            <Group gap="xs">
              {one.state === 'asked' && <Button size="xs" loading={act.busy} onClick={() => void take(one.unit)}>{t('press.take.act')}</Button>}
              <Button size="xs" variant="default" onClick={() => setOpen({ what: 'answer', unit: one.unit })}>{t('press.answer.act')}</Button>
              <Button size="xs" variant="default" onClick={() => setOpen({ what: 'decline', unit: one.unit })}>{t('press.decline.act')}</Button>
            </Group>
          ) },
        ]} />
      )}
      <Side title={t('press.answer.act')} opened={open?.what === 'answer'} onClose={close}>{open && <Answer request={request.id} unit={open.unit} onCancel={close} onDone={async () => (close(), onChanged())} />}</Side>
      <Side title={t('press.decline.act')} opened={open?.what === 'decline'} onClose={close}>{open && <Decline request={request.id} unit={open.unit} onCancel={close} onDone={async () => (close(), onChanged())} />}</Side>
    </Part>
  )
}
