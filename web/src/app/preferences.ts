import { useMantineColorScheme } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'

import { api, client, taggedOf, type Schemas } from '~/api/client'

import { useKept } from './kept'

export type Preferences = Schemas['Preferences']

export const usual: Preferences = { density: 'comfortable', theme: 'auto', shortcuts: true }

const path = '/me/preferences'

/** How the person likes their desk; the usual until it is known. */
export function usePreferences(): Preferences {
  return api.useQuery('get', path, {}, { staleTime: 300_000 }).data ?? usual
}

/**
 * Changes some of it: seen at once, kept by the server. Where another tab was faster, what it said
 * of other things stays.
 */
export function useChangePreferences(): (part: Partial<Preferences>) => Promise<void> {
  const queries = useQueryClient()
  return async (part) => {
    const key = api.queryOptions('get', path, {}).queryKey
    queries.setQueryData<Preferences>(key, (was) => ({ ...usual, ...was, ...part }))
    const read = taggedOf(await client.GET(path))
    const body = { ...read.data, ...part }
    const saved = taggedOf(await client.PUT(path, { params: { header: { 'If-Match': read.tag } }, body }))
    queries.setQueryData(key, saved.data)
  }
}

/** Brings what the server knows to this machine, which shows the page before anything was read. */
export function useFollowPreferences(): void {
  const { data } = api.useQuery('get', path, {}, { staleTime: 300_000 })
  const [, setDensity] = useKept('density', 'comfortable')
  const [, setShortcuts] = useKept('shortcuts', 'on')
  const { setColorScheme } = useMantineColorScheme()
  const { density, theme, shortcuts } = data ?? {}
  useEffect(() => {
    if (!density || !theme) return
    setDensity(density)
    setShortcuts(shortcuts ? 'on' : 'off')
    setColorScheme(theme)
    // The setters are made anew at each render; only what was read matters.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [density, theme, shortcuts])
}
