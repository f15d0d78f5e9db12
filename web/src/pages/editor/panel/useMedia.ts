import { useQueries } from '@tanstack/react-query'

import { api, type Schemas } from '~/api/client'
import { ownPath } from '~/parts/rebuild'

import { useEdited } from '../edited'

export type Media = Schemas['Media']

/** Pictures by their ids, in order; those that cannot be had are left out. */
export function useMedia(ids: string[]) {
  const answers = useQueries({ queries: ids.map((id) => api.queryOptions('get', '/media/{id}', { params: { path: { id } } })) })
  return {
    items: answers.flatMap((answer) => (answer.data ? [answer.data] : [])),
    error: answers.find((answer) => answer.error)?.error ?? null,
    pending: answers.some((answer) => answer.isPending),
    again: () => void Promise.all(answers.map((answer) => answer.refetch())),
  }
}

/** Where the files of the saved text's pictures can be had, by their hash; and the card of a picture by its id. */
export function useAddresses(): { get: (hash: string) => string; card: (id: string | undefined) => string } {
  const { edition } = useEdited()
  const { items } = useMedia(edition.pictures)
  const files = items.flatMap((one) => [...one.files, one.card])
  const path = (file: Schemas['File'] | undefined) => (file ? ownPath(file.address) : '')
  return {
    get: (hash) => path(files.find((file) => file.hash === hash)),
    card: (id) => path(items.find((one) => one.id === id)?.card),
  }
}

/** The file of a picture that is wide enough to be shown at a width. */
export function fileFor(one: Media, width: number): string {
  const file = one.files.find((file) => file.width >= width) ?? one.files.at(-1)
  return file ? ownPath(file.address) : ''
}
