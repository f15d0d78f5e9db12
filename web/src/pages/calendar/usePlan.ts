import { useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { client, dataOf, newKey } from '~/api/client'
import { toProblem } from '~/api/problem'
import { house } from '~/app/house'
import { useLang } from '~/i18n/useLang'

import { wallText } from './days'
import { tellRefused, tellUndo } from './tell'
import type { Waiting } from './Tray'

/** Gives what is approved its first hour; undone, it waits again. */
export function usePlan() {
  const queries = useQueryClient()
  const { t } = useTranslation()
  const lang = useLang()
  return useCallback(async (waiting: Waiting, wall: string, channels: string[]) => {
    const path = { id: waiting.article.id, lang: waiting.edition.lang }
    const again = () => queries.invalidateQueries({ predicate: (query) => ['/calendar/posts', '/articles'].includes(String(query.queryKey[1])) })
    try {
      dataOf(await client.POST('/articles/{id}/editions/{lang}/schedule', { params: { path, header: { 'Idempotency-Key': newKey() } }, body: { channels, at: { time: wall, zone: house.zone } } }))
      tellUndo(t('calendar.planned.scheduled', { when: wallText(wall, lang) }), {
        label: t('common.undo'),
        onUndo: () => void client.POST('/articles/{id}/editions/{lang}/unschedule', { params: { path, header: { 'Idempotency-Key': newKey() } }, body: { channels } }).then(again),
      })
    } catch (e) {
      const problem = toProblem(e)
      tellRefused(t('calendar.notPlanned'), [problem.errors?.map((one) => one.detail).join('; ') || problem.detail || problem.title, problem.remedy].filter(Boolean).join(' '))
    }
    await again()
  }, [queries, t, lang])
}
