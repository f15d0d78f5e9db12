import { useQueryClient } from '@tanstack/react-query'

import { api, client, dataOf, newKey, type Schemas } from '~/api/client'

import { useEdited } from '../edited'

export type Thread = Schemas['CommentThread']
export type Comment = Schemas['Comment']

const address = '/articles/{id}/editions/{lang}' as const

/** The threads of the edition in a state, newest first. */
export function useThreads(state: Thread['state']) {
  const { article, lang } = useEdited()
  return api.useQuery('get', `${address}/comments`, { params: { path: { id: article, lang }, query: { state, limit: 100 } } })
}

export function useCounts() {
  const { article, lang } = useEdited()
  return api.useQuery('get', `${address}/comment-counts`, { params: { path: { id: article, lang } } })
}

/** What people do with threads; each reads the lists again. A key stands for one intention, however often it is sent. */
export function useThreadActs() {
  const { article, lang } = useEdited()
  const queries = useQueryClient()
  const path = { id: article, lang }
  const done = () => queries.invalidateQueries({ predicate: (query) => /\/(comment|checklist)/.test(String(query.queryKey[1])) })
  const on = (thread: Thread) => ({ path: { ...path, thread: thread.id }, header: { 'Idempotency-Key': newKey(), 'If-Match': `"${thread.version}"` } })
  return {
    begin: async (body: string, anchor: Schemas['CommentAnchor'], key: string) => {
      dataOf(await client.POST(`${address}/comments`, { params: { path, header: { 'Idempotency-Key': key } }, body: { body, anchor } }))
      await done()
    },
    reply: async (thread: Thread, body: string, key: string) => {
      dataOf(await client.POST(`${address}/comments/{thread}/replies`, { params: { path: { ...path, thread: thread.id }, header: { 'Idempotency-Key': key } }, body: { body } }))
      await done()
    },
    edit: async (thread: Thread, comment: Comment, body: string) => {
      dataOf(await client.PATCH(`${address}/comments/{thread}/replies/{reply}`, { params: { path: { ...path, thread: thread.id, reply: comment.id }, header: { 'If-Match': `"${thread.version}"` } }, body: { body, mentions: comment.mentions } }))
      await done()
    },
    retract: async (thread: Thread, comment: Comment) => {
      dataOf(await client.POST(`${address}/comments/{thread}/replies/{reply}/retract`, { params: { path: { ...path, thread: thread.id, reply: comment.id }, header: { 'Idempotency-Key': newKey() } } }))
      await done()
    },
    resolve: async (thread: Thread) => {
      const now = dataOf(await client.POST(`${address}/comments/{thread}/resolve`, { params: on(thread) }))
      await done()
      return now
    },
    reopen: async (thread: Thread) => {
      dataOf(await client.POST(`${address}/comments/{thread}/reopen`, { params: on(thread) }))
      await done()
    },
  }
}
