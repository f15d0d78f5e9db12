import { useQuery } from '@tanstack/react-query'

import { allOf } from '~/api/all'
import { client, dataOf, taggedOf, type Schemas } from '~/api/client'
import { vi } from '~/i18n/vi'
import type { Tone } from '~/parts/Tag'

export type Account = Schemas['Account']
export type State = 'works' | 'invited' | 'disabled' | 'erased'

export const roleCodes = Object.keys(vi.roles) as (keyof typeof vi.roles)[]

export const tones: Record<State, Tone> = { works: 'good', invited: 'waits', disabled: 'bad', erased: 'over' }

/** Whether somebody can sign in, in one word. */
export function stateOf(account: Account): State {
  if (account.erased_at) return 'erased'
  if (account.disabled) return 'disabled'
  return account.has_password ? 'works' : 'invited'
}

/** All people of the house. */
export function usePeople(enabled = true) {
  return useQuery({ enabled, queryKey: ['get', '/people', 'all'], queryFn: () => allOf(async (query) => dataOf(await client.GET('/people', { params: { query } }))) })
}

/** Somebody, with the tag of what was read. */
export function usePerson(id: string) {
  return useQuery({ queryKey: ['get', '/people/{id}', id], queryFn: async () => taggedOf(await client.GET('/people/{id}', { params: { path: { id } } })) })
}

/** A grant as it is sent: without what the house says of it. */
export function toGrant({ role, unit, from, until }: Schemas['HeldGrant'] | Schemas['Grant']): Schemas['Grant'] {
  return { role, ...(unit && { unit }), ...(from && { from }), ...(until && { until }) }
}
