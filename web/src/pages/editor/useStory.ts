import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useRef, useState } from 'react'

import { api, client, dataOf, type Schemas } from '~/api/client'
import { isProblem, type Problem, toProblem } from '~/api/problem'

export type Story = Schemas['Article']
type Patch = Schemas['ArticlePatch']

/** What is changed of an article, from how it stands at that moment. */
export type Change = (story: Story) => Patch

const most = 3

/**
 * The article and a way to change its facets. Changes go one after the other, each over the
 * version that the one before it made, so that quick choices never collide; where somebody
 * else was faster, the same change is made to what stands there now.
 */
export function useStory(id: string) {
  const queries = useQueryClient()
  const options = api.queryOptions('get', '/articles/{id}', { params: { path: { id } } })
  const asked = api.useQuery('get', '/articles/{id}', { params: { path: { id } } })
  const [problem, setProblem] = useState<Problem | null>(null)
  const [waiting, setWaiting] = useState<Change[]>([])
  const line = useRef<Promise<unknown>>(Promise.resolve())
  const newest = useRef<Story | null>(null)

  const make = useCallback(async (what: Change) => {
    for (let tries = 0; ; tries++) {
      const story = newest.current ?? dataOf(await client.GET('/articles/{id}', { params: { path: { id } } }))
      try {
        newest.current = dataOf(await client.PATCH('/articles/{id}', { params: { path: { id }, header: { 'If-Match': `"${story.version}"` } }, body: what(story) }))
        return
      } catch (e) {
        newest.current = null
        if (!isProblem(e) || e.code !== 'stale_version' || tries >= most) throw e
      }
    }
  }, [id])

  const change = useCallback((what: Change) => {
    setProblem(null)
    setWaiting((all) => [...all, what])
    line.current = line.current.then(() => make(what)).catch((e: unknown) => setProblem(toProblem(e))).then(() => {
      setWaiting((all) => all.filter((one) => one !== what))
      if (newest.current) queries.setQueryData(options.queryKey, newest.current)
      newest.current = null
      return queries.invalidateQueries({ predicate: (query) => JSON.stringify(query.queryKey).includes(id) && query.queryKey !== options.queryKey })
    })
  }, [make, queries, id, options.queryKey])

  // What was chosen shows at once, over what the server told last.
  const story = asked.data && waiting.reduce<Story>((before, what) => ({ ...before, ...withoutUnset(what(before)) }), asked.data)
  return { asked: { ...asked, data: story }, change, problem, busy: waiting.length > 0 }
}

function withoutUnset(patch: Patch): Partial<Story> {
  return Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined)) as Partial<Story>
}
