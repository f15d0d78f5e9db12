import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useMemo, useState } from 'react'

import { client, dataOf, type Schemas } from '~/api/client'
import { useEvents, type LiveEvent } from '~/api/live'

import { queryOf, type Filter } from './filter'

export type Item = Schemas['ArticleEdition']

// Not by the address of the API: news would have every page that was scrolled through read again.
const key = 'list of articles'
const pageSize = 100
const readAgain = 3 // pages; a longer list says that there is news, and waits to be asked

/** The list for a filter, page by page. */
export function useArticles(filter: Filter) {
  const queries = useQueryClient()
  const query = queryOf(filter)
  const [stale, setStale] = useState(false)
  const asked = useInfiniteQuery({
    queryKey: [key, query],
    queryFn: async ({ pageParam }) => dataOf(await client.GET('/articles', { params: { query: { ...query, limit: pageSize, ...(pageParam && { cursor: pageParam }) } } })),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor,
  })
  const { data } = asked
  const items = useMemo(() => data?.pages.flatMap((page) => page.items) ?? [], [data])
  const pages = data?.pages.length ?? 0
  const hear = useCallback((event: LiveEvent) => {
    if (!['article', 'edition', 'delivery'].includes(event.object)) return
    if (pages <= readAgain) void queries.invalidateQueries({ queryKey: [key] })
    else setStale(true)
  }, [pages, queries])
  useEvents(hear)
  return {
    ...asked,
    items,
    stale,
    /** From the top, with what has changed. */
    renew: () => {
      setStale(false)
      return queries.resetQueries({ queryKey: [key, query] })
    },
  }
}

/** Has every list read again, after an act of the person themselves. */
export function useReadListsAgain(): () => Promise<void> {
  const queries = useQueryClient()
  return async () => {
    await queries.invalidateQueries({ queryKey: [key] })
    await queries.invalidateQueries({ predicate: (query) => String(query.queryKey[1]).startsWith('/views') || String(query.queryKey[1]).startsWith('/articles') })
  }
}
