import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'

import { client, dataOf, taggedOf, type Schemas } from '~/api/client'

/** An edition with its entity tag. */
export function useEdition(article: string, lang: string, enabled = true) {
  return useQuery({
    queryKey: ['get', `/articles/${article}/editions/${lang}`, 'tagged'],
    queryFn: async () => taggedOf(await client.GET('/articles/{id}/editions/{lang}', { params: { path: { id: article, lang } } })),
    enabled,
  })
}

/** The slots to come of some channels, by channel. */
export function useSlots(channels: string[], enabled: boolean) {
  return useQueries({
    queries: channels.map((id) => ({
      queryKey: ['get', `/channels/${id}/slots`],
      queryFn: async () => ({ channel: id, coming: dataOf(await client.GET('/channels/{id}/slots', { params: { path: { id }, query: { count: 20 } } })).slots }),
      enabled,
    })),
    combine: (all) => ({ slots: all.flatMap((one) => one.data ?? []), pending: all.some((one) => one.isPending && one.isFetching) }),
  })
}

/**
 * What the server says of a plan before it is made: the hours, warnings and refusals. It
 * follows what is chosen after a moment; `current` tells that it is about what stands there now.
 */
export function useRehearsal(article: string, lang: string, body: Schemas['ScheduleInput'] | undefined) {
  const wanted = body ? JSON.stringify(body) : ''
  const [settled] = useDebouncedValue(wanted, 250)
  const asked = useQuery({
    queryKey: ['post', `/articles/${article}/editions/${lang}/schedule`, settled],
    queryFn: async () => dataOf(await client.POST('/articles/{id}/editions/{lang}/schedule', {
      params: { path: { id: article, lang } }, body: { ...(JSON.parse(settled) as Schemas['ScheduleInput']), dry_run: true },
    })),
    enabled: settled !== '' && wanted !== '',
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: 0,
  })
  const current = settled === wanted && !asked.isPlaceholderData && !asked.isPending
  return { current, result: current && settled ? asked.data : undefined, problem: current && settled ? asked.error : null }
}

/** The hour now, read again every so often. */
export function useNow(every: number): Date {
  const [now, setNow] = useState(() => new Date())
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), every)
    return () => clearInterval(timer)
  }, [every])
  return now
}
