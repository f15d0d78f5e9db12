import { Extension } from '@tiptap/core'
import { Plugin } from '@tiptap/pm/state'

/** HTML of other programs without its styles. */
export const withoutStyles = (html: string) => html.replace(/\sstyle\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)/gi, '').replace(/<style\b[\s\S]*?<\/style\s*>/gi, '')

/**
 * Brings what is typed and pasted to NFC, the one form in which text is kept and in which our
 * letters have glyphs. While a method of input composes it waits.
 */
export const Composed = Extension.create({
  name: 'composed',
  addProseMirrorPlugins() {
    const { editor } = this
    return [new Plugin({
      props: {
        transformPastedText: (words) => words.normalize('NFC'),
        // The policy of the page refuses styles even where nothing is drawn; none of ours comes by them.
        transformPastedHTML: (html) => withoutStyles(html).normalize('NFC'),
        handleDOMEvents: {
          compositionend: (view) => {
            setTimeout(() => !view.isDestroyed && view.dispatch(view.state.tr.setMeta('composed', true)))
            return false
          },
        },
      },
      appendTransaction: (steps, _before, state) => {
        if (editor.view.composing || !steps.some((step) => step.docChanged || step.getMeta('composed'))) return null
        const change = state.tr
        const around = state.selection.$from
        // What is typed is where the caret is; a whole text that is laid in is brought to NFC elsewhere.
        const from = around.start()
        around.parent.descendants((node, place) => {
          const composed = node.text?.normalize('NFC')
          if (composed === undefined || composed === node.text) return
          const at = from + place
          change.replaceWith(change.mapping.map(at), change.mapping.map(at + node.nodeSize), state.schema.text(composed, node.marks))
        })
        return change.docChanged ? change : null
      },
    })]
  },
})
