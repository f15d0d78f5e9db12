import { useQuery, type QueryClient } from '@tanstack/react-query'

import { client, dataOf, type Schemas } from '~/api/client'
import { isProblem } from '~/api/problem'

import { cameWithSession } from '~/app/house'

import { setKnown } from './again'

export type Me = Schemas['Me']
export type Permission = Schemas['Permission']

export const meKey = ['me']

/** Who was at the desk last in this tab, which outlives their session. */
const lastKey = 'lantoa.person'

let asked = cameWithSession()

/** Who is signed in; null where nobody is. */
export async function readMe(): Promise<Me | null> {
  if (!asked) {
    asked = true // somebody may sign in from here on
    return null
  }
  try {
    const me = dataOf(await client.GET('/me'))
    setKnown(true)
    sessionStorage.setItem(lastKey, me.id)
    return me
  } catch (e) {
    if (isProblem(e) && e.status === 401) return null
    throw e
  }
}

/** Makes somebody the person at the desk, or nobody; what was read as somebody else is forgotten. */
export function become(queries: QueryClient, me: Me | null): void {
  setKnown(me !== null)
  if (me) sessionStorage.setItem(lastKey, me.id)
  queries.removeQueries({ predicate: (query) => query.queryKey[0] !== meKey[0] })
  queries.setQueryData(meKey, me)
}

/** Whether somebody else was at the desk in this tab before. */
export function isAnother(me: Me): boolean {
  const last = sessionStorage.getItem(lastKey)
  return last !== null && last !== me.id
}

/** Who is signed in, on pages that nobody else sees. */
export function useMe(): Me {
  const { data } = useQuery({ queryKey: meKey, queryFn: readMe, staleTime: 60_000 })
  if (!data) throw new Error('a page of the desk without anybody signed in')
  return data
}

/** Whether a person may do something anywhere, such as "channel.manage" (docs/RIGHTS.md). */
export function mayAnywhere(me: Me, ...actions: string[]): boolean {
  return actions.some((action) => me.may[action] !== undefined)
}

/** Whether there is anything to hear in the stream of events for somebody; the API refuses it to press accounts. */
export function mayHear(me: Me): boolean {
  return Object.keys(me.may).some((action) => action !== 'feed.read_partner' && action !== 'request.create')
}

/** Whether a person has a role in effect today. */
export function hasRole(me: Me, ...roles: string[]): boolean {
  return me.grants.some((grant) => grant.in_effect && roles.includes(grant.role))
}
