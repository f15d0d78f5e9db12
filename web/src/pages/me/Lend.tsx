import { NativeSelect, Text, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { allOf } from '~/api/all'
import { useUnits } from '~/api/catalogue'
import { client, dataOf, newKey } from '~/api/client'
import { Form } from '~/parts/Form'
import { useAct } from '~/parts/useAct'
import { useMe } from '~/session/me'
import { useTime } from '~/time/useTime'

/** The form by which somebody lends approval. */
export function Lend({ onDone, onCancel }: { onDone: () => void; onCancel: () => void }) {
  const { t } = useTranslation()
  const me = useMe()
  const units = useUnits()
  const time = useTime()
  const act = useAct()
  const [key] = useState(newKey)
  const receivers = useQuery({
    queryKey: ['get', '/delegations/receivers', 'all'],
    queryFn: () => allOf(async (query) => dataOf(await client.GET('/delegations/receivers', { params: { query } }))),
  })
  const [typed, setTyped] = useState({ receiver: '', unit: '', from: '', until: '', reason: '' })
  const set = (part: Partial<typeof typed>) => setTyped({ ...typed, ...part })
  const scope = me.may['edition.approve']
  const mine = units.all.filter((one) => one.valid && (scope?.everywhere || scope?.units.includes(one.code)))
  const receiver = typed.receiver || receivers.data?.[0]?.id || ''
  const send = () => act.run(async () => {
    dataOf(await client.POST('/delegations', {
      params: { header: { 'Idempotency-Key': key } },
      body: {
        receiver, reason: typed.reason, until: { time: typed.until, zone: time.zone },
        ...(typed.unit && { unit: typed.unit }), ...(typed.from && { from: { time: typed.from, zone: time.zone } }),
      },
    }))
    onDone()
  })
  if (receivers.data?.length === 0) return <Text>{t('mine.delegations.noReceivers')}</Text>
  return (
    <Form act={act} send={() => void send()} button={t('mine.delegations.send')} onCancel={onCancel}>
      <NativeSelect label={t('mine.delegations.receiver')} value={receiver} error={act.error('/receiver')} onChange={(e) => set({ receiver: e.currentTarget.value })} data={receivers.data?.map((one) => ({ value: one.id, label: one.name })) ?? []} />
      <NativeSelect label={t('mine.delegations.unit')} value={typed.unit} error={act.error('/unit')} onChange={(e) => set({ unit: e.currentTarget.value })} data={[{ value: '', label: t('mine.delegations.wherever') }, ...mine.map((one) => ({ value: one.code, label: units.name(one.code) }))]} />
      <TextInput type="datetime-local" label={t('mine.delegations.from')} description={t('mine.delegations.fromHelp', { zone: time.zoneText })} value={typed.from} error={act.error('/from')} onChange={(e) => set({ from: e.currentTarget.value })} />
      <TextInput type="datetime-local" label={t('mine.delegations.until')} description={t('mine.delegations.untilHelp', { zone: time.zoneText })} value={typed.until} error={act.error('/until')} onChange={(e) => set({ until: e.currentTarget.value })} />
      <Textarea label={t('mine.delegations.reason')} value={typed.reason} error={act.error('/reason')} autosize minRows={2} onChange={(e) => set({ reason: e.currentTarget.value })} />
    </Form>
  )
}
