import { Button, Group } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { client, dataOf, newKey, type Schemas } from '~/api/client'
import { toProblem, type Problem } from '~/api/problem'

type Action = Schemas['PossibleStep']['action']

/** Carries out a step about one delivery and tells of it; each press is one intention. */
export function useActs(delivery: Schemas['Delivery']) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [busy, setBusy] = useState<Action>()
  const [problem, setProblem] = useState<Problem>()
  const name = delivery.channel_name ?? ''
  const fresh = () => queries.invalidateQueries({ predicate: (query) => /\/(articles|deliver|channels|calendar)/.test(String(query.queryKey[1])) })
  async function act(action: Action, address = ''): Promise<boolean> {
    setBusy(action)
    setProblem(undefined)
    const params = { path: { id: delivery.id }, header: { 'Idempotency-Key': newKey() } }
    try {
      switch (action) {
        case 'retry': dataOf(await client.POST('/deliveries/{id}/retry', { params })); notifications.show({ message: t('deliveries.retried', { name }) }); break
        case 'check': dataOf(await client.POST('/deliveries/{id}/check', { params })); notifications.show({ message: t('deliveries.checked', { name }) }); break
        case 'wait': dataOf(await client.POST('/deliveries/{id}/wait', { params })); notifications.show({ message: t('deliveries.waiting') }); break
        case 'mark-sent': dataOf(await client.POST('/deliveries/{id}/mark-sent', { params, body: { ...(address && { address }) } })); notifications.show({ message: t('deliveries.marked') }); break
        case 'cancel': dataOf(await client.POST('/deliveries/{id}/cancel', { params })); tellCancelled(); break
      }
      return true
    } catch (e) {
      setProblem(toProblem(e))
      return false
    } finally {
      setBusy(undefined)
      await fresh()
    }
  }
  /** What was taken off the plan can be put back at its hour while that has not passed. */
  function tellCancelled() {
    const id = newKey()
    const { article, lang, time, zone } = delivery
    const back = article && lang && time && zone && new Date(delivery.due_at) > new Date()
    notifications.show({
      id, autoClose: 10_000,
      message: <Group gap="md"><span>{t('deliveries.cancelled', { name })}</span>{back && <Button size="compact-sm" variant="default" onClick={() => void (async () => {
        notifications.hide(id)
        await client.POST('/articles/{id}/editions/{lang}/schedule', { params: { path: { id: article, lang }, header: { 'Idempotency-Key': newKey() } }, body: { channels: [delivery.channel], at: { time, zone } } })
        await fresh()
      })()}>{t('common.undo')}</Button>}</Group>,
    })
  }
  return { act, busy, problem }
}
