import { useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { useAct } from '~/api/act'
import { api, client, dataOf, type Schemas } from '~/api/client'
import { isProblem } from '~/api/problem'

import { pathOf, type Edition } from './reading'

type Result = Schemas['EditionResult']
type Approving = Schemas['ApproveInput']

/** The acts by which somebody decides on an edition, and what came of the last one in words. */
export function useDecisions(edition: Edition, onChanged: () => void) {
  const { t } = useTranslation()
  const [said, setSaid] = useState('')
  const { path } = pathOf(edition.article, edition.lang)
  const params = (key: string) => ({ params: { path, header: { 'Idempotency-Key': key } } })
  const checks = api.useQuery('get', '/articles/{id}/editions/{lang}/checklist', { params: { path } }, { enabled: edition.state === 'in_review' })
  const tell = (words: string) => {
    setSaid(words)
    // What had the focus may be gone with the state; the next step stands in its place.
    if (document.activeElement === document.body) document.getElementById('next-step')?.focus()
  }
  function approved(result: Result): string {
    const one = result.approval
    if (one && one.level < one.levels) return t('review.done.first', { level: one.level, levels: one.levels })
    const offered = result.effect?.offered.length ?? 0
    return [t('review.done.approved'), offered > 0 && t('review.done.offered', { count: offered })].filter(Boolean).join(' ')
  }
  function reopened(result: Result): string {
    const stopped = result.stopped?.length ?? 0
    return [t('review.done.reopened'), stopped > 0 && t('review.done.stopped', { count: stopped })].filter(Boolean).join(' ')
  }
  const approve = useAct(async (body: Approving, key) => dataOf(await client.POST('/articles/{id}/editions/{lang}/approve', { ...params(key), body })), (result) => tell(approved(result)))
  const requestChanges = useAct(async (body: { reason: string }, key) => dataOf(await client.POST('/articles/{id}/editions/{lang}/request-changes', { ...params(key), body })), () => tell(t('review.done.requested')))
  const recall = useAct(async (_: undefined, key) => dataOf(await client.POST('/articles/{id}/editions/{lang}/recall', params(key))), () => tell(t('review.done.recalled')))
  const reopen = useAct(async (_: undefined, key) => dataOf(await client.POST('/articles/{id}/editions/{lang}/reopen', params(key))), (result) => tell(reopened(result)))

  const open = checks.data?.items.filter((one) => one.severity === 'blocker' && !one.done) ?? []
  const changed = (e: unknown) => isProblem(e) && e.code === 'release_changed'
  return {
    approve: { ...approve, mutate: (body: Approving) => approve.mutate(body, { onError: (e) => { if (changed(e)) onChanged() } }) },
    requestChanges, recall, reopen,
    said, say: setSaid,
    busy: approve.isPending || recall.isPending,
    /** Whether all that stops it could be let pass with a reason. */
    forcible: open.length > 0 && open.every((one) => one.forcible),
    /** What went wrong; that the text has changed is told apart, with the changes. */
    problem: changed(approve.error) ? undefined : (approve.error ?? recall.error) ?? undefined,
  }
}
