import { useMemo } from 'react'

import { useWords } from '~/i18n/useLang'

import { api, type Schemas } from './client'

export type Facet = Schemas['Facet']

const hour = 3_600_000

/** The facets of the plan in force, by kind and code. Names come from the plan, never from the UI. */
export function useFacets(plan = 'current') {
  const { data } = api.useQuery('get', '/plans/{id}/facets', { params: { path: { id: plan } } }, { staleTime: hour })
  const words = useWords()
  return useMemo(() => {
    const all = data?.items ?? []
    const of = (kind: Facet['kind']) => all.filter((one) => one.kind === kind)
    const find = (kind: Facet['kind'], code: string) => all.find((one) => one.kind === kind && one.code === code)
    return {
      of, find,
      name: (kind: Facet['kind'], code: string) => words(find(kind, code)?.name) || code,
      short: (kind: Facet['kind'], code: string) => words(find(kind, code)?.short) || words(find(kind, code)?.name) || code,
      ready: data !== undefined,
    }
  }, [data, words])
}

/** The units as they are today, by code. */
export function useUnits() {
  const { data } = api.useQuery('get', '/units', { params: { query: { limit: 100 } } }, { staleTime: hour })
  const words = useWords()
  return useMemo(() => {
    const all = data?.items ?? []
    return { all, name: (code: string) => words(all.find((one) => one.code === code)?.name) || code }
  }, [data, words])
}
