import { useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { client, dataOf, newKey } from '~/api/client'
import { toProblem } from '~/api/problem'

import { useOpenPanel } from './panels'
import { tellDone, tellMissing, tellProblem } from './tell'
import type { Editing, FullEdition } from './useEditing'

export type Step = 'submit' | 'recall' | 'reopen' | 'correct'
export type Act = Step | 'archive' | 'discard-correction'

/** The next step of an edition by its state; what is out is corrected and not reopened. */
export function stepOf(edition: FullEdition): Step | null {
  switch (edition.state) {
    case 'draft': case 'changes_requested': return 'submit'
    case 'in_review': return 'recall'
    case 'approved': return edition.may.correct?.allowed && !edition.may.reopen?.allowed ? 'correct' : 'reopen'
    default: return 'reopen'
  }
}

/** The acts of the page. What is typed is saved before it is handed in. */
export function useActs(editing: Editing) {
  const { t } = useTranslation()
  const { open } = useOpenPanel()
  const [busy, setBusy] = useState<Act | 'save' | 'point' | null>(null)
  const [correcting, setCorrecting] = useState(false)
  const { edition, keeper, refresh } = editing
  async function during(name: Act | 'save' | 'point', what: () => Promise<unknown>, done: string) {
    if (busy) return
    setBusy(name)
    try {
      await what()
      tellDone(done)
    } catch (e) {
      const problem = toProblem(e)
      if (name === 'submit' && problem.code === 'validation_failed') {
        tellMissing(problem.errors?.length ?? 0)
        open('check')
      } else if (problem.code !== 'stale_version') tellProblem(problem) // that one has a bar of its own
    } finally {
      setBusy(null)
      await refresh()
    }
  }
  const header = () => ({ 'Idempotency-Key': newKey() })
  const path = { id: edition.article, lang: edition.lang }
  const acts: Record<Exclude<Act, 'correct'>, () => Promise<unknown>> = {
    submit: async () => dataOf(await client.POST('/articles/{id}/editions/{lang}/submit', { params: { path, header: header() }, body: {} })),
    recall: async () => dataOf(await client.POST('/articles/{id}/editions/{lang}/recall', { params: { path, header: header() } })),
    reopen: async () => dataOf(await client.POST('/articles/{id}/editions/{lang}/reopen', { params: { path, header: header() } })),
    archive: async () => dataOf(await client.POST('/articles/{id}/editions/{lang}/archive', { params: { path, header: header() } })),
    'discard-correction': async () => dataOf(await client.POST('/articles/{id}/editions/{lang}/discard-correction', { params: { path, header: header() } })),
  }
  return {
    busy, correcting, setCorrecting,
    save: () => during('save', () => keeper.save(), t('editor.done.save')),
    point: (name: string) => during('point', () => keeper.point(name), t('editor.done.point', { name })),
    /** Asked for in a dialog, which tells what stands against it. */
    recall: async () => {
      await keeper.act(acts.recall)
      tellDone(t('editor.done.recall'))
      void refresh()
    },
    take: (act: Act) => {
      if (act === 'correct') return setCorrecting(true)
      return during(act, async () => {
        if (act === 'submit') await keeper.save()
        await keeper.act(acts[act])
      }, t(`editor.done.${act}`))
    },
  }
}
