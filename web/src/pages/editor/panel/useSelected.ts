import { useEffect, useState } from 'react'

import { fieldId } from '../text/show'

/** Words of the text that somebody selected, with what tells them from the same words elsewhere. */
export interface Selected {
  field: 'title' | 'lead' | 'body'
  quote: string
  prefix: string
  suffix: string
}

const around = 32 // code points that tell a place from others
const longest = 5000

const end = (words: string) => Array.from(words).slice(-around).join('')
const begin = (words: string) => Array.from(words).slice(0, around).join('')

/** What is selected in the title or the lead, which are fields; null where the caret is elsewhere. */
function inField(): Selected | '' | null {
  const area = document.activeElement
  if (!(area instanceof HTMLTextAreaElement || area instanceof HTMLInputElement)) return null
  const field = (['title', 'lead'] as const).find((one) => fieldId(one) === area.id)
  if (!field) return null
  const { selectionStart: from, selectionEnd: to, value } = area
  if (from === null || to === null || from === to) return ''
  return { field, quote: value.slice(from, to), prefix: end(value.slice(0, from)), suffix: begin(value.slice(to)) }
}

/** What is selected in the body; the words around it are taken from its own block, where nothing stands between them. */
function inBody(): Selected | '' | null {
  const selection = document.getSelection()
  const range = selection?.rangeCount ? selection.getRangeAt(0) : undefined
  const place = range?.startContainer
  const element = place instanceof Element ? place : place?.parentElement
  const body = element?.closest('.ProseMirror')
  if (!selection || !range || !element || !body?.contains(range.endContainer)) return null
  if (range.collapsed) return ''
  const block = element.closest('p, h2, h3, h4, li, td, th, figcaption, blockquote') ?? body
  const part = (from: [Node, number], to: [Node, number]) => {
    const one = document.createRange()
    one.setStart(...from)
    one.setEnd(...to)
    return one.toString()
  }
  const prefix = end(part([block, 0], [range.startContainer, range.startOffset]))
  const suffix = block.contains(range.endContainer) ? begin(part([range.endContainer, range.endOffset], [block, block.childNodes.length])) : ''
  return { field: 'body', quote: selection.toString(), prefix, suffix }
}

/** What was selected last in the text; it stays while somebody writes about it elsewhere. */
export function useSelected(): [Selected | null, () => void] {
  const [selected, setSelected] = useState<Selected | null>(null)
  useEffect(() => {
    const look = () => {
      const now = inField() ?? (document.activeElement?.closest('.ProseMirror') || document.activeElement === document.body ? inBody() : null)
      if (now === null) return
      const words = now === '' || now.quote.trim() === '' || now.quote.length > longest ? null : now
      setSelected(words)
    }
    look() // something may have been selected before the panel was there
    document.addEventListener('selectionchange', look)
    return () => document.removeEventListener('selectionchange', look)
  }, [])
  return [selected, () => setSelected(null)]
}
