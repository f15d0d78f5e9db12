import type { Schemas } from '~/api/client'

/** What the list is asked for, as its address says it: the API's own parameters, several values separated by commas. */
export interface Search {
  state?: string
  publication?: string
  lang?: string
  missing_lang?: string
  pillar?: string
  area?: string
  unit?: string
  created_by?: string
  mine?: boolean
  waiting?: boolean
  due?: string
  outdated?: boolean
  newer_pieces?: boolean
  q?: string
  sort?: 'changed' | 'due'
}

export type Filter = Schemas['ViewFilter']

const states = ['draft', 'in_review', 'changes_requested', 'approved', 'withdrawn', 'archived'] as const
const publications = ['none', 'scheduled', 'partly_published', 'published', 'uncertain', 'failed', 'taken_down'] as const
const words = ['lang', 'missing_lang', 'pillar', 'area', 'created_by', 'q'] as const
export const switches = ['mine', 'waiting'] as const
export const either = ['outdated', 'newer_pieces'] as const

export const allStates = states
export const allPublications = publications

function several<T extends string>(given: unknown, known: readonly T[]): T[] {
  const asked = typeof given === 'string' ? given.split(',') : Array.isArray(given) ? given : []
  return known.filter((one) => asked.includes(one))
}

const isDay = (given: string) => given === 'today' || /^\d{4}-\d{2}-\d{2}$/.test(given)

/** Reads an address; what no list understands is left out, so that an old or mistyped link still shows one. */
export function filterOf(search: Record<string, unknown>): Filter {
  const filter: Filter = {}
  const state = several(search.state, states)
  if (state.length > 0) filter.state = state
  const publication = several(search.publication, publications)
  if (publication.length > 0) filter.publication = publication
  for (const name of words) {
    const given = search[name]
    // An address such as ?q=2026 is read as a number.
    const text = typeof given === 'number' ? String(given) : given
    if (typeof text === 'string' && text.trim()) filter[name] = text.slice(0, 200)
  }
  const unit = typeof search.unit === 'string' ? search.unit.split(',').filter(Boolean) : []
  if (unit.length > 0) filter.unit = unit
  for (const name of switches) if (search[name] === true) filter[name] = true
  for (const name of either) if (typeof search[name] === 'boolean') filter[name] = search[name]
  if (typeof search.due === 'string' && isDay(search.due)) filter.due = search.due
  if (search.sort === 'changed' || search.sort === 'due') filter.sort = search.sort
  return filter
}

/** Writes a filter as an address. */
export function searchOf(filter: Filter): Search {
  const { state, publication, unit, ...rest } = filter
  return {
    ...rest,
    ...(state?.length && { state: state.join(',') }),
    ...(publication?.length && { publication: publication.join(',') }),
    ...(unit?.length && { unit: unit.join(',') }),
  } as Search
}

/** What the API is asked. */
export function queryOf(filter: Filter) {
  const { outdated, newer_pieces, ...rest } = filter
  return {
    ...rest,
    ...(outdated !== undefined && { outdated: outdated ? 'true' as const : 'false' as const }),
    ...(newer_pieces !== undefined && { newer_pieces: newer_pieces ? 'true' as const : 'false' as const }),
  }
}

/** Reads an address into one in which nothing is that the list does not understand. */
export const readSearch = (search: Record<string, unknown>): Search => searchOf(filterOf(search))

/** Whether two filters ask for the same, in the same order. */
export function sameFilter(one: Filter, other: Filter): boolean {
  const plain = (filter: Filter) => JSON.stringify(Object.entries(searchOf(filterOf(searchOf(filter) as Record<string, unknown>))).toSorted())
  return plain(one) === plain(other)
}

/** How many things a filter narrows by, the words and the order apart. */
export function narrows(filter: Filter): number {
  return Object.keys(filter).filter((name) => name !== 'q' && name !== 'sort').length
}

/** A filter without some of its parts. */
export function without(filter: Filter, ...names: (keyof Filter)[]): Filter {
  return Object.fromEntries(Object.entries(filter).filter(([name]) => !names.includes(name as keyof Filter))) as Filter
}
