import { api, type Schemas } from '~/api/client'
import { usePreferences } from '~/app/preferences'
import { useMe } from '~/session/me'

export type SavedView = Schemas['SavedView']

const fresh = 30_000

/** Views of the list: those that everybody has, the person's own, and those of units. */
export function useViews(enabled = true) {
  return api.useQuery('get', '/views', {}, { staleTime: fresh, enabled })
}

/** How many editions a view has, as people read it: 12, or 99+. */
export function useCounts(): (view: string) => string {
  const { data } = api.useQuery('get', '/views/counts', {}, { staleTime: fresh })
  return (view) => {
    const one = data?.items.find((count) => count.view === view)
    return one ? `${one.count}${one.more ? '+' : ''}` : ''
  }
}

/** The views in the rail: those that the person chose, else what is pinned of theirs and of the units that they work in. */
export function usePinned(): SavedView[] {
  const all = useViews().data?.items ?? []
  const chosen = usePreferences().pinned_views
  const me = useMe()
  if (chosen) return chosen.flatMap((id) => all.find((one) => one.id === id) ?? [])
  const works = (unit: string) => me.grants.some((one) => one.in_effect && (!one.unit || one.unit === unit))
  return all.filter((one) => one.pinned && (!one.unit || one.owner === me.id || works(one.unit)))
}
