import { useMemo } from 'react'

import { useQuery } from '@tanstack/react-query'

import { api, client, dataOf, type Schemas } from '~/api/client'

import { wallText } from './cards'
import type { Rules } from './refuse'

/** The closed days, all pages of them: there are a few each year. */
export function useClosedDays() {
  return useQuery({
    queryKey: ['get', '/closed-days', 'all'],
    queryFn: async () => {
      const all: Schemas['ClosedDay'][] = []
      for (let cursor: string | undefined; ;) {
        const page = dataOf(await client.GET('/closed-days', { params: { query: { limit: 100, ...(cursor && { cursor }) } } }))
        all.push(...page.items)
        cursor = page.next_cursor
        if (!cursor) return all
      }
    },
  })
}

/** The channels that people may plan for. */
export function useChannels() {
  const { data } = api.useQuery('get', '/channels', { params: { query: { limit: 100 } } })
  return useMemo(() => data?.items ?? [], [data])
}

/** What stands against an hour; read anew at each look, since time goes by. */
export function useRules(): () => Rules {
  const { data } = useClosedDays()
  const channels = useChannels()
  return useMemo(() => {
    const closed = new Map((data ?? []).map((one) => [one.day, one]))
    const keeping = new Set(channels.filter((one) => one.keeps_closed_days).map((one) => one.id))
    return () => ({ now: wallText(new Date()), closed, keeping })
  }, [data, channels])
}
