import { Anchor, Button, Group } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from '~/i18n/useTranslation'

import { house } from '~/app/house'
import { client, dataOf, newKey, type Schemas } from '~/api/client'
import { toProblem } from '~/api/problem'
import { useTime } from '~/time/useTime'

const undoFor = 10_000

/** Tells what was planned, with a way back for a while and a way to the timeline. */
export function useTold() {
  const { t } = useTranslation()
  const time = useTime()
  const queries = useQueryClient()
  return (edition: Schemas['FullEdition'], body: Schemas['ScheduleInput'], result: Schemas['EditionResult']) => {
    const planned = result.deliveries ?? []
    const id = newKey()
    const first = planned.map((one) => one.due_at).toSorted()[0]
    async function undo() {
      notifications.hide(id)
      try {
        await back(edition, planned)
        notifications.show({ message: t('schedule.undone') })
      } catch (e) {
        notifications.show({ color: 'red', title: t('schedule.notUndone'), message: toProblem(e).detail ?? toProblem(e).title })
      }
      await queries.invalidateQueries({ predicate: (query) => /\/(articles|deliveries|channels|calendar)/.test(String(query.queryKey[1])) })
    }
    notifications.show({
      id, autoClose: undoFor,
      title: t(body.now ? 'schedule.doneNow' : 'schedule.done', { count: planned.length }),
      message: (
        <Group gap="md">
          {!body.now && first && <span>{time.moment(first)}</span>}
          {!body.now && <Button size="compact-sm" variant="default" onClick={() => void undo()}>{t('common.undo')}</Button>}
          <Anchor size="sm" href={`/desk/articles/${edition.article}/${edition.lang}/deliveries`}>{t('schedule.timeline')}</Anchor>
        </Group>
      ),
    })
  }
}

/** Brings the plan back as it was: what was planned before goes to its former hour, the rest off the plan. */
async function back(edition: Schemas['FullEdition'], planned: Schemas['DeliverySummary'][]): Promise<void> {
  const path = { id: edition.article, lang: edition.lang }
  const before = (edition.deliveries ?? []).filter((one) => one.state === 'waiting' && one.intent !== 'withdraw')
  const fresh = planned.filter((one) => !before.some((old) => old.channel === one.channel)).map((one) => one.channel)
  if (fresh.length > 0) dataOf(await client.POST('/articles/{id}/editions/{lang}/unschedule', { params: { path, header: { 'Idempotency-Key': newKey() } }, body: { channels: fresh } }))
  for (const old of before.filter((one) => one.time && planned.some((now) => now.channel === one.channel))) {
    const at = { time: old.time ?? '', zone: old.zone ?? house.zone }
    dataOf(await client.POST('/articles/{id}/editions/{lang}/schedule', { params: { path, header: { 'Idempotency-Key': newKey() } }, body: { channels: [old.channel], at } }))
  }
}
