import { useMemo } from 'react'

import { useFacets } from '~/api/catalogue'
import { api, type Schemas } from '~/api/client'
import { usePillarOrder } from '~/parts/PillarTag'

import type { Measure, Search } from './period'

export interface Line {
  code: string
  name: string
}

export interface Column extends Line {
  crosses: boolean // stands apart: for stories about more than one pillar
}

/** The map of a time: lines and columns of the plan, and the count of each cell. */
export interface HeatMap {
  areas: Line[]
  pillars: Column[]
  count: (area: string, pillar: string) => number
  most: number
}

type Narrow = Pick<Search, 'unit' | 'lang' | 'audience' | 'member_state'>

export function useCoverage(range: { from: string; to: string }, narrow: Narrow = {}, enabled = true) {
  const { unit, ...rest } = narrow
  return api.useQuery('get', '/coverage', { params: { query: { ...range, ...rest, ...(unit && { unit: [unit] }) } } }, { placeholderData: (old) => old, enabled })
}

/** Lays what was counted out by the facets of the plan; what the plan does not use any more shows where it has something. */
export function useHeatMap(data: Schemas['Coverage'] | undefined, measure: Measure): HeatMap {
  const facets = useFacets()
  const order = usePillarOrder()
  return useMemo(() => {
    const counts = new Map((data?.cells ?? []).map((one) => [`${one.area} ${one.pillar}`, one[measure]]))
    const has = (kind: 'area' | 'pillar', code: string) => (data?.cells ?? []).some((one) => one[kind] === code && one[measure] > 0)
    const of = (kind: 'area' | 'pillar') => facets.of(kind).filter((one) => one.usable || has(kind, one.code)).map((one) => ({ code: one.code, name: kind === 'pillar' ? facets.short(kind, one.code) : facets.name(kind, one.code) }))
    return {
      areas: of('area'),
      pillars: of('pillar').map((one) => ({ ...one, crosses: order(one.code) === 0 })),
      count: (area, pillar) => counts.get(`${area} ${pillar}`) ?? 0,
      most: Math.max(1, ...counts.values()),
    }
  }, [data, measure, facets, order])
}

/** Where the list behind a number is; its rows are what was counted. */
export function listBehind(area: string, pillar: string, measure: Measure, counted: Schemas['Coverage'], narrow: Narrow): { to: string; search: Record<string, string> } {
  const named = Object.fromEntries(Object.entries(narrow).filter(([, value]) => value)) as Record<string, string>
  if (measure === 'planned') return { to: '/calendar', search: { view: 'planned', pillar, area, ...named, from: counted.from, to: counted.to } }
  const span = measure === 'written'
    ? { state: 'draft,in_review,changes_requested,approved', created_after: counted.begins, created_until: counted.ends }
    : { published_after: counted.begins, published_until: counted.ends }
  return { to: '/articles', search: { pillar, area, ...named, ...span } }
}
