import { client, dataOf, newKey } from '~/api/client'

import { copyOf } from './keeper'
import type { Editing } from './useEditing'

/** Lays this page's words aside under a name, and goes on from the newest saved text. */
export async function settleEdition(editing: Editing, name: string): Promise<void> {
  const { keeper, edition, lay, refresh } = editing
  const path = { id: edition.article, lang: edition.lang }
  await keeper.aside()
  await keeper.point(name)
  await keeper.act(async () => {
    const head = dataOf(await client.GET('/articles/{id}/editions/{lang}', { params: { path } }))
    // A working copy keeps the base from which it was begun; one that is restored begins from the newest.
    const copy = dataOf(await client.POST('/articles/{id}/editions/{lang}/revisions/{revision}/restore', { params: { path: { ...path, revision: head.head_revision }, header: { 'Idempotency-Key': newKey() } } }))
    lay(copy, copy, head)
  })
  await refresh()
}

/** Lays this page's words aside under a name, and goes on from those of the other window. */
export async function settleWindows(editing: Editing, name: string): Promise<void> {
  const { keeper, edition, lay } = editing
  await keeper.aside()
  await keeper.point(name)
  const copy = await copyOf(keeper.place)
  if (copy) lay(copy, copy)
  else lay(edition, { version: 0, base: edition.head_revision }, edition)
}

/** Goes on with this page's words; those of the other window are kept under a name. */
export async function keepMine(editing: Editing, name: string): Promise<void> {
  const { keeper, writing } = editing
  const copy = await copyOf(keeper.place)
  if (copy) await keeper.point(name, { title: copy.title, lead: copy.lead ?? '', body: copy.body ?? '', pictures: copy.pictures ?? [] }, copy.base)
  keeper.on(copy ?? { version: 0, base: keeper.shown.saving.base }, { unsaved: true })
  writing.changed()
}
