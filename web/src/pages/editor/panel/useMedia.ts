import { useQueries } from '@tanstack/react-query'
import { useMemo } from 'react'

import { api, type Schemas } from '~/api/client'
import type { Shown } from '~/parts/Prose'

import { useEdited } from '../edited'

export type Media = Schemas['Media']

/** Pictures by their ids, in order; those that cannot be had are left out. */
export function useMedia(ids: string[]) {
  return useQueries({
    queries: ids.map((id) => api.queryOptions('get', '/media/{id}', { params: { path: { id } } })),
    combine: (answers) => ({
      items: answers.flatMap((answer) => (answer.data ? [answer.data] : [])),
      error: answers.find((answer) => answer.error)?.error ?? null,
      pending: answers.some((answer) => answer.isPending),
      again: () => void Promise.all(answers.map((answer) => answer.refetch())),
    }),
  })
}

/** Files are read from where the page is, whatever the public address of the house is called. */
const pathOf = (file: Schemas['File'] | undefined) => (file ? new URL(file.address, window.location.href).pathname : '')

/**
 * Where the files of the saved text's pictures can be had by those who are signed in: by their
 * hash, as a text shows them, and the card of a picture by its id.
 */
export function useAddresses(): { get: (hash: string) => string; shown: Shown[]; card: (id: string | undefined) => string } {
  const { edition } = useEdited()
  const { items } = useMedia(edition.pictures)
  return useMemo(() => {
    const files = new Map(items.flatMap((one) => [...one.files, one.card]).map((file) => [file.hash, file]))
    const get = (hash: string) => pathOf(files.get(hash))
    const shown = items.flatMap((one) => one.files.map((file) => ({ media: one.id, hash: file.hash })))
    return { get, shown, card: (id) => pathOf(items.find((one) => one.id === id)?.card) }
  }, [items])
}

/** The file of a picture that is wide enough to be shown at a width. */
export function fileFor(one: Media, width: number): string {
  return pathOf(one.files.find((file) => file.width >= width) ?? one.files.at(-1))
}

/** The hash of the whole of a picture; two uploads of the same pixels have the same. */
export function wholeOf(one: Media): string {
  return one.files.at(-1)?.hash ?? ''
}

function escaped(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

/** A picture as it stands in a text: named by its public address, which is there once the text is out. */
export function figureOf(one: Media, lang: string): string {
  const whole = one.files.at(-1)
  if (!whole) return ''
  const { alt = '', caption = '' } = one.texts[lang] ?? {}
  const src = `/media/${whole.hash}.${whole.type === 'image/png' ? 'png' : 'jpg'}`
  return `<figure><img src="${src}" alt="${escaped(alt)}" width="${whole.width}" height="${whole.height}"/>${caption ? `<figcaption>${escaped(caption)}</figcaption>` : ''}</figure>`
}
