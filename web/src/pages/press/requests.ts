import { api, type Schemas } from '~/api/client'
import type { Tone } from '~/parts/Tag'
import type { Me } from '~/session/me'

export type PressRequest = Schemas['PressRequest']
export type State = PressRequest['state']

export const requestStates: State[] = ['open', 'routed', 'answered', 'declined', 'withdrawn']
export const requestTones: Record<State, Tone> = { open: 'waits', routed: 'waits', answered: 'good', declined: 'bad', withdrawn: 'over' }
export const shareTones: Record<Schemas['PressShare']['state'], Tone> = { asked: 'waits', taken: 'plain', answered: 'good', declined: 'bad' }

/** Requests that one may see, newest first, part by part. */
export function useRequests(state: string) {
  const wanted = requestStates.find((one) => one === state)
  return api.useInfiniteQuery('get', '/requests', { params: { query: { limit: 50, ...(wanted && { state: wanted }) } } }, {
    pageParamName: 'cursor', initialPageParam: null, getNextPageParam: (page) => page.next_cursor,
  })
}

/** Whether somebody may do something with what belongs to a unit. */
export function mayIn(me: Me, action: string, unit: string): boolean {
  const scope = me.may[action]
  return scope !== undefined && (scope.everywhere || scope.units.includes(unit))
}

/** The id of a story in whatever somebody pasted: its public address, its address at the desk, or the id alone. */
export function articleIn(pasted: string): string {
  return /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/.exec(pasted.toLowerCase())?.[0] ?? pasted.trim()
}
