import { useQueryClient } from '@tanstack/react-query'
import type { Editor } from '@tiptap/core'
import { useCallback, useEffect, useEffectEvent, useMemo, useState, useSyncExternalStore } from 'react'

import type { Schemas } from '~/api/client'
import { useEvents, type LiveEvent } from '~/api/live'
import { useMe } from '~/session/me'

import { findHere } from './drawer'
import type { Edited } from './edited'
import { copyOf, Keeper, wordsOf, type Place } from './keeper'
import { open, type Start } from './opening'
import { layIn } from './text/paste'
import { place } from './text/show'
import { Writing } from './text/writing'

export type FullEdition = Schemas['FullEdition']

/** From where writing goes on, as it was when the page was opened; undefined while it is looked for. */
export function useStart(edition: FullEdition | undefined): { start: Start | undefined; error: unknown } {
  const me = useMe()
  const [found, setFound] = useState<{ edition: string; start?: Start; error?: unknown }>()
  const id = edition?.id
  // The edition is read again and again while it is open; writing began once.
  const look = useEffectEvent(async (): Promise<Start | undefined> => {
    if (!edition) return undefined
    const at: Place = { person: me.id, article: edition.article, lang: edition.lang, edition: edition.id }
    const [local, copy] = await Promise.all([findHere(at.person, at.edition), copyOf(at)])
    return open(local, copy && { words: wordsOf(copy), base: copy.base, version: copy.version }, { words: wordsOf(edition), revision: edition.head_revision })
  })
  useEffect(() => {
    if (!id) return
    let left = false
    look().then((start) => start && !left && setFound({ edition: id, start }), (error: unknown) => !left && setFound({ edition: id, error }))
    return () => {
      left = true
    }
  }, [id])
  const here = found?.edition === id ? found : undefined
  return { start: here?.start, error: here?.error }
}

/** Everything that writing in one edition needs. */
export interface Editing {
  edition: FullEdition
  writing: Writing
  keeper: Keeper
  edited: Edited
  editor: Editor | null
  setEditor: (editor: Editor) => void
  /** Reads the article and its editions again. */
  refresh: () => Promise<void>
  /** Goes on from another text. */
  lay: (text: { title: string; lead?: string; body?: string; pictures?: string[] }, from: { version: number; base: string }, head?: FullEdition) => void
}

export function useEditing(edition: FullEdition, start: Start): Editing {
  const me = useMe()
  const queries = useQueryClient()
  const [editor, setEditor] = useState<Editor | null>(null)
  const [{ writing, keeper }] = useState(() => {
    const writing = new Writing(start.words)
    const keeper = new Keeper({ person: me.id, article: edition.article, lang: edition.lang, edition: edition.id }, start, edition, writing.words)
    writing.onChange = () => keeper.typed()
    return { writing, keeper }
  })
  useEffect(() => keeper.start(), [keeper])
  const refresh = useCallback(() => queries.invalidateQueries({ predicate: (query) => JSON.stringify(query.queryKey).includes(edition.article) }), [queries, edition.article])
  const lay = useCallback<Editing['lay']>((text, from, head) => {
    writing.load(wordsOf(text))
    keeper.on(from, { head })
  }, [writing, keeper])
  useEffect(() => {
    if (keeper.heard(edition, wordsOf(edition))) lay(edition, { version: 0, base: edition.head_revision }, edition)
  }, [keeper, edition, lay])
  useEvents(useCallback((event: LiveEvent) => {
    if (event.data.edition !== edition.id || event.object === 'delivery') return
    keeper.elsewhere().then((copy) => copy && lay(copy, copy), () => undefined)
  }, [keeper, lay, edition.id]))
  const edited = useMemo<Edited>(() => ({
    article: edition.article, lang: edition.lang, edition, words: writing.words, setPictures: writing.setPictures,
    insert: (html) => {
      if (!editor) return
      layIn(editor.view, html)
      editor.commands.focus()
    },
    keep: () => keeper.flush(),
    save: async () => {
      await keeper.save()
      await refresh()
    },
    show: (where) => editor && place(editor, where),
  }), [edition, writing, keeper, editor, refresh])
  return { edition, writing, keeper, edited, editor, setEditor, refresh, lay }
}

/** How saving goes. */
export function useKept(keeper: Keeper) {
  return useSyncExternalStore(keeper.subscribe, keeper.snapshot)
}
