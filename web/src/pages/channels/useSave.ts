import { notifications } from '@mantine/notifications'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { client, dataOf, taggedOf, type Schemas } from '~/api/client'
import { toProblem, type Problem } from '~/api/problem'

/** A channel with its entity tag. */
export function useChannel(id: string) {
  return useQuery({ queryKey: ['get', `/channels/${id}`, 'tagged'], queryFn: async () => taggedOf(await client.GET('/channels/{id}', { params: { path: { id } } })) })
}

/** Saves a part of a channel; where somebody was faster, says so and shows what they left. */
export function useSave(id: string, tag: string) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem>()
  const fresh = () => queries.invalidateQueries({ predicate: (query) => String(query.queryKey[1]).includes('/channels') })
  async function save(body: Schemas['ChannelPatch']): Promise<boolean> {
    setBusy(true)
    setProblem(undefined)
    try {
      dataOf(await client.PATCH('/channels/{id}', { params: { path: { id }, header: { 'If-Match': tag } }, body }))
      notifications.show({ message: t('channels.form.saved') })
      return true
    } catch (e) {
      const told = toProblem(e)
      setProblem(told.code === 'stale_version' ? { ...told, detail: t('channels.form.stale'), remedy: '' } : told)
      return false
    } finally {
      await fresh()
      setBusy(false)
    }
  }
  return { save, busy, problem, fresh }
}
