import { Button, Group, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconBookmark, IconCamera, IconDeviceFloppy } from '@tabler/icons-react'
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { client, dataOf, newKey, type Schemas } from '~/api/client'
import { useNames } from '~/api/names'
import { toProblem } from '~/api/problem'
import { Loaded } from '~/parts/Loaded'
import { MayButton } from '~/parts/May'
import { ProblemNote } from '~/parts/ProblemNote'
import { useTime } from '~/time/useTime'

import { useEdited } from '../edited'
import type { Sides } from './CompareDialog'
import classes from './History.module.css'

type Revision = Schemas['Revision']

const icons = { save: IconDeviceFloppy, snapshot: IconCamera, point: IconBookmark }
const address = '/articles/{id}/editions/{lang}/revisions' as const

/** The saved texts of the edition, newest first, in parts. */
export function useRevisions() {
  const { article, lang } = useEdited()
  return useInfiniteQuery({
    queryKey: ['get', address, article, lang], initialPageParam: '',
    queryFn: async ({ pageParam }) => dataOf(await client.GET(address, { params: { path: { id: article, lang }, query: { limit: 20, ...(pageParam && { cursor: pageParam }) } } })),
    getNextPageParam: (page) => page.next_cursor,
  })
}

export function Revisions({ onCompare }: { onCompare: (sides: Sides) => void }) {
  const { t } = useTranslation()
  const list = useRevisions()
  const { busy, fault, restore } = useRestoring()
  const name = useNames(list.data?.pages.flatMap((page) => page.items.map((one) => one.created_by)) ?? [])
  return (
    <>
      {fault !== undefined && <ProblemNote problem={toProblem(fault)} />}
      <Loaded asked={list}>{({ pages }) => (
        <ol className={classes.list} aria-label={t('panels.history.revisions')}>
          {pages.flatMap((page) => page.items).map((one) => (
            <li key={one.id}><Entry one={one} who={name(one.created_by) || t('names.somebody')} busy={busy === one.id} onCompare={onCompare} onRestore={() => void restore(one)} /></li>
          ))}
        </ol>
      )}</Loaded>
      {list.hasNextPage && <Button variant="default" size="compact-md" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{t('panels.history.older')}</Button>}
    </>
  )
}

/** Lays an earlier text into the working copy; what was typed is kept first, and stands in the list as a text of its own. */
function useRestoring() {
  const { t } = useTranslation()
  const { article, lang, keep } = useEdited()
  const queries = useQueryClient()
  const [busy, setBusy] = useState('')
  const [fault, setFault] = useState<unknown>()
  async function restore(one: Revision) {
    setBusy(one.id)
    setFault(undefined)
    try {
      await keep()
      dataOf(await client.POST(`${address}/{revision}/restore`, { params: { path: { id: article, lang, revision: one.id }, header: { 'Idempotency-Key': newKey() } } }))
      notifications.show({ title: t('panels.history.restored', { number: one.number }), message: t('panels.history.restoredHelp') })
      await queries.invalidateQueries({ predicate: (query) => /\/(revisions|working-copy|compare)/.test(String(query.queryKey[1])) })
    } catch (e) {
      setFault(e)
    } finally {
      setBusy('')
    }
  }
  return { busy, fault, restore }
}

function Entry({ one, who, busy, onCompare, onRestore }: { one: Revision; who: string; busy: boolean; onCompare: (sides: Sides) => void; onRestore: () => void }) {
  const { t } = useTranslation()
  const time = useTime()
  const { edition } = useEdited()
  const Mark = icons[one.kind]
  const isHead = one.id === edition.head_revision
  return (
    <div className={classes.entry}>
      <Mark size={18} aria-hidden className={classes.mark} />
      <div>
        <Text size="sm" fw={600}>{one.name ?? t(`panels.history.kinds.${one.kind}`, { number: one.number })}{isHead && <span className={classes.now}>{t('panels.history.head')}</span>}</Text>
        <Text size="xs" c="dimmed">{who} · {time.moment(one.created_at)}</Text>
        <Text size="sm" lang={edition.lang} lineClamp={2}>{one.title}</Text>
        <Group gap={4} mt={4}>
          <Button size="compact-xs" variant="default" onClick={() => onCompare({ from: '', to: one.id })}>{t('panels.history.changes')}</Button>
          <Button size="compact-xs" variant="default" onClick={() => onCompare({ from: one.id, to: 'working-copy' })}>{t('panels.history.withNow')}</Button>
          <MayButton may={edition.may.edit} size="compact-xs" variant="default" loading={busy} onClick={onRestore}>{t('panels.history.restore')}</MayButton>
        </Group>
      </div>
    </div>
  )
}
