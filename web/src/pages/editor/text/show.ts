import type { Editor } from '@tiptap/core'
import { TextSelection } from '@tiptap/pm/state'

import type { Edited } from '../edited'
import { search } from './finding'

export const fieldId = (field: 'title' | 'lead') => `editor-${field}`

/** Selects words and brings them into view. */
export function place(editor: Editor, { field, quote, before = '' }: Parameters<Edited['show']>[0]): void {
  if (field !== 'body') {
    const area = document.getElementById(fieldId(field))
    if (!(area instanceof HTMLTextAreaElement)) return
    area.focus()
    const at = quote ? area.value.indexOf(before + quote) : -1
    if (quote && at >= 0) area.setSelectionRange(at + before.length, at + before.length + quote.length)
    area.scrollIntoView({ block: 'center' })
    return
  }
  const { doc } = editor.state
  const ranges = quote ? search(doc, quote) : []
  // Of the same words in several places, those after the words that stood before.
  const range = ranges.find(({ from }) => doc.textBetween(Math.max(0, from - before.length - 2), from, '\n').trimEnd().endsWith(before.trimEnd())) ?? ranges[0]
  if (range) editor.view.dispatch(editor.state.tr.setSelection(TextSelection.create(doc, range.from, range.to)))
  editor.commands.focus(undefined, { scrollIntoView: false })
  const at = editor.view.domAtPos(range?.from ?? 1).node
  const element = at instanceof Element ? at : at.parentElement
  element?.scrollIntoView({ block: 'center' })
}
