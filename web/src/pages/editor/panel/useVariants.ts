import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { keepPreviousData } from '@tanstack/react-query'

import { api, client, dataOf, newKey, type Schemas } from '~/api/client'
import { toProblem } from '~/api/problem'

import { useEdited } from '../edited'

export type Variant = Schemas['Variant']
export type Preview = Schemas['Preview']

/** Own words of a channel as they are typed: title and lead, or one text, by the form of its kind. */
export interface Own {
  title?: string
  lead?: string
  text?: string
}

/** The words that stand in a variant, or in a version of one. */
export function ownOf(one: Own): Own {
  return { ...(one.title !== undefined && { title: one.title }), ...(one.lead !== undefined && { lead: one.lead }), ...(one.text !== undefined && { text: one.text }) }
}

/** Whether two wordings say the same; what is not there says nothing. */
export function saysAs(a: Own, b: Own): boolean {
  return (a.title ?? '') === (b.title ?? '') && (a.lead ?? '') === (b.lead ?? '') && (a.text ?? '') === (b.text ?? '')
}

/** The words of the master in the form of a channel. */
export function masterOf(form: Variant['form'], edition: { title: string; lead: string }): Own {
  if (form === 'text') return { text: [edition.title, edition.lead].filter(Boolean).join('\n\n') }
  return { title: edition.title, lead: edition.lead }
}

const address = '/articles/{id}/editions/{lang}' as const

/** The channels that could take the edition, with what each has of its own. */
export function useVariants() {
  const { article, lang } = useEdited()
  return api.useQuery('get', `${address}/variants`, { params: { path: { id: article, lang } } })
}

/** What each channel would get of the edition as it is saved. */
export function usePreviews() {
  const { article, lang } = useEdited()
  return api.useQuery('get', `${address}/preview`, { params: { path: { id: article, lang } } })
}

/** What one channel would get with words that are not saved; asked once these rest. */
export function useTried(channel: string, own: Own | undefined) {
  const { article, lang } = useEdited()
  return api.useQuery('post', `${address}/preview`, { params: { path: { id: article, lang } }, body: { variants: [{ channel, ...own }] } },
    { enabled: own !== undefined, placeholderData: keepPreviousData, retry: false })
}

/** What may be done with the own words of a channel; each act tells the API which words it is about. */
export function useVariantActs(one: Variant) {
  const { article, lang } = useEdited()
  const queries = useQueryClient()
  const path = { id: article, lang, channel: one.channel }
  // Whoever acts has read what is on the page: the version goes along, and a newer one is a refusal.
  const present = one.version === undefined ? { 'If-None-Match': '*' as const } : { 'If-Match': `"${one.version}"` }
  const again = () => queries.invalidateQueries({ predicate: (query) => /\/(variants|preview|checklist|candidate)/.test(String(query.queryKey[1])) })
  return {
    save: async (own: Own, base: string) => {
      const saved = dataOf(await client.PUT(`${address}/variants/{channel}`, { params: { path, header: present }, body: { ...own, base } }))
      await again()
      return saved
    },
    keep: async (base: string) => {
      dataOf(await client.POST(`${address}/variants/{channel}/keep`, { params: { path, header: { 'Idempotency-Key': newKey(), ...(one.version !== undefined && { 'If-Match': `"${one.version}"` }) } }, body: { base } }))
      await again()
    },
    follow: async () => {
      dataOf(await client.DELETE(`${address}/variants/{channel}`, { params: { path, header: { ...(one.version !== undefined && { 'If-Match': `"${one.version}"` }) } } }))
      await again()
    },
    /** Gives back the words that a channel had before it followed the master. */
    restore: async () => {
      dataOf(await client.PUT(`${address}/variants/{channel}`, { params: { path, header: { 'If-None-Match': '*' } }, body: { ...ownOf(one), ...(one.base !== undefined && { base: one.base }) } }))
      await again()
    },
  }
}

/** Says what stands against an act that was tried, where no other place is for it. */
export function tellProblem(e: unknown): void {
  const problem = toProblem(e)
  notifications.show({ color: 'red', title: problem.detail || problem.title, message: problem.remedy, autoClose: 10_000 })
}
