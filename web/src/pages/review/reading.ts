import { useState } from 'react'

import { api, type Schemas } from '~/api/client'

export type Content = Schemas['ReleaseContent']
export type Edition = Schemas['FullEdition']

/** The path of an edition in the API. */
export const pathOf = (article: string, lang: string) => ({ path: { id: article, lang } })

/** What somebody reads of an edition: what would be approved, or what was. */
export interface Read {
  hash: string
  content: Content
  warnings?: Schemas['LocalizedText'][]
}

/** An edition whose approved release is the last word; anything else would be approved anew. */
export const isSettled = (edition: Edition) => edition.state === 'approved' && edition.approved_release !== undefined

/**
 * The candidate as it was when the person began to read it. What comes later is told apart, so
 * that nobody approves words that they have not seen.
 */
export function useReading(article: string, lang: string, wanted: boolean) {
  const asked = api.useQuery('get', '/articles/{id}/editions/{lang}/candidate', { params: pathOf(article, lang) }, { enabled: wanted, staleTime: 0 })
  const [read, setRead] = useState<Read>()
  if (asked.data && !read) setRead(asked.data)
  return {
    asked: { ...asked, data: read ?? asked.data },
    newer: read && asked.data && asked.data.hash !== read.hash ? asked.data : undefined,
    /** Goes on with what is there now; gives it. */
    adopt: async () => {
      const now = (await asked.refetch()).data
      if (now) setRead(now)
      return now
    },
  }
}

const parts = ['title', 'lead', 'body', 'pictures', 'facets', 'keywords', 'note', 'variants', 'templates', 'unit', 'priority'] as const

/** Which parts of a release differ. */
export function partsChanged(was: Content, is: Content): (typeof parts)[number][] {
  return parts.filter((part) => JSON.stringify(was[part] ?? null) !== JSON.stringify(is[part] ?? null))
}
