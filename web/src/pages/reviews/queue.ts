import { api, type Schemas } from '~/api/client'

export type Review = Schemas['Review']
export type Box = 'mine' | 'sent'

/** What waits for somebody, or what they handed in, part by part. */
export function useQueue(box: Box, limit = 50) {
  return api.useInfiniteQuery('get', '/reviews', { params: { query: { box, limit } } }, {
    pageParamName: 'cursor', initialPageParam: undefined, getNextPageParam: (last: Schemas['ReviewList']) => last.next_cursor,
    select: (data: { pages: Schemas['ReviewList'][] }) => data.pages.flatMap((page) => page.items),
  })
}

/** The address of the page on which somebody decides on an edition. */
export const reviewAddress = (one: { article: string; lang: string }) => `/articles/${one.article}/${one.lang}/review`

/** The address of an edition in the editor. */
export const editorAddress = (one: { article: string; lang: string }) => `/articles/${one.article}/${one.lang}`
