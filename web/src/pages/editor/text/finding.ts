import { Extension, type Editor } from '@tiptap/core'
import type { Node } from '@tiptap/pm/model'
import { Plugin, PluginKey, TextSelection } from '@tiptap/pm/state'
import { Decoration, DecorationSet } from '@tiptap/pm/view'

export interface Range {
  from: number
  to: number
}

interface Found {
  words: string
  ranges: Range[]
  now: number
}

const nothing: Found = { words: '', ranges: [], now: 0 }
export const found = new PluginKey<Found>('found')

/** Where words stand in a document, whatever their case and marks; never across paragraphs. */
export function search(doc: Node, words: string): Range[] {
  const wanted = words.normalize('NFC').toLocaleLowerCase('vi')
  const ranges: Range[] = []
  if (!wanted) return ranges
  doc.descendants((node, place) => {
    if (!node.isTextblock) return true
    // What is no text takes one place, so that places in the string are those in the document.
    const text = node.textBetween(0, node.content.size, '\uFFFC', '\uFFFC').toLocaleLowerCase('vi')
    for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) ranges.push({ from: place + 1 + at, to: place + 1 + at + wanted.length })
    return false
  })
  return ranges
}

/** Marks what is looked for. */
export const Finding = Extension.create({
  name: 'finding',
  addProseMirrorPlugins: () => [new Plugin<Found>({
    key: found,
    state: {
      init: () => nothing,
      apply: (step, before) => {
        const asked = step.getMeta(found) as Partial<Found> | undefined
        if (!asked && !step.docChanged) return before
        const words = asked?.words ?? before.words
        const ranges = search(step.doc, words)
        const now = asked?.now ?? before.now
        return { words, ranges, now: ranges.length === 0 ? 0 : (now + ranges.length) % ranges.length }
      },
    },
    props: {
      decorations: (state) => {
        const { ranges, now } = found.getState(state) ?? nothing
        return DecorationSet.create(state.doc, ranges.map(({ from, to }, i) => Decoration.inline(from, to, { class: i === now ? 'found found-now' : 'found' })))
      },
    },
  })],
})

/** Goes to a place among those that were found. */
export function go(editor: Editor, to: number): void {
  editor.view.dispatch(editor.state.tr.setMeta(found, { now: to }))
  const { ranges, now } = found.getState(editor.state) ?? nothing
  const range = ranges[now]
  if (range) editor.view.dispatch(editor.state.tr.setSelection(TextSelection.create(editor.state.doc, range.from, range.to)).scrollIntoView())
}

/** Puts other words in the place of what was found, here or everywhere; the marks stay. */
export function replace(editor: Editor, words: string, everywhere: boolean): void {
  const { ranges, now } = found.getState(editor.state) ?? nothing
  const change = editor.state.tr
  const chosen = everywhere ? [...ranges].reverse() : ranges.slice(now, now + 1)
  for (const { from, to } of chosen) change.insertText(words.normalize('NFC'), from, to)
  editor.view.dispatch(change)
  if (!everywhere) go(editor, now)
}
