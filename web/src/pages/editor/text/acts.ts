import type { Editor } from '@tiptap/core'
import { IconBlockquote, IconBold, IconBrandYoutube, IconCode, IconH2, IconH3, IconH4, IconItalic, IconLineDashed, IconLink, IconList, IconListNumbers, IconPilcrow, IconStrikethrough, IconSubscript, IconSuperscript, IconTable, IconUnderline, type Icon } from '@tabler/icons-react'

export type Name = 'paragraph' | 'h2' | 'h3' | 'h4' | 'bold' | 'italic' | 'underline' | 'strike' | 'sub' | 'sup' | 'code' | 'link' | 'bullets' | 'numbers' | 'quote' | 'table' | 'rule' | 'embed'

/** What can be done to the text, in the toolbar and in the menu of the slash. */
export interface Act {
  name: Name
  icon: Icon
  keys?: string
  /** Absent for what asks for an address first. */
  run?: (editor: Editor) => void
  on?: (editor: Editor) => boolean
}

const heading = (level: 2 | 3 | 4): Act => ({
  name: `h${level}`, icon: { 2: IconH2, 3: IconH3, 4: IconH4 }[level],
  run: (editor) => editor.chain().focus().toggleHeading({ level }).run(), on: (editor) => editor.isActive('heading', { level }),
})
const mark = (name: Name & ('bold' | 'italic' | 'underline' | 'strike' | 'sub' | 'sup' | 'code'), icon: Icon, keys?: string): Act => ({
  name, icon, ...(keys && { keys }), run: (editor) => editor.chain().focus().toggleMark(name).run(), on: (editor) => editor.isActive(name),
})

export const styles: Act[] = [
  { name: 'paragraph', icon: IconPilcrow, run: (editor) => editor.chain().focus().setParagraph().run(), on: (editor) => editor.isActive('paragraph') },
  heading(2), heading(3), heading(4),
]

export const marks: Act[] = [mark('bold', IconBold, 'Ctrl+B'), mark('italic', IconItalic, 'Ctrl+I'), mark('underline', IconUnderline, 'Ctrl+U')]
export const lesserMarks: Act[] = [mark('strike', IconStrikethrough), mark('sub', IconSubscript), mark('sup', IconSuperscript), mark('code', IconCode)]

export const blocks: Act[] = [
  { name: 'link', icon: IconLink, on: (editor) => editor.isActive('link') },
  { name: 'bullets', icon: IconList, run: (editor) => editor.chain().focus().toggleBulletList().run(), on: (editor) => editor.isActive('bulletList') },
  { name: 'numbers', icon: IconListNumbers, run: (editor) => editor.chain().focus().toggleOrderedList().run(), on: (editor) => editor.isActive('orderedList') },
  { name: 'quote', icon: IconBlockquote, run: (editor) => editor.chain().focus().toggleBlockquote().run(), on: (editor) => editor.isActive('blockquote') },
  { name: 'table', icon: IconTable, run: (editor) => editor.chain().focus().insertTable({ rows: 3, cols: 3, withHeaderRow: true }).run() },
  { name: 'rule', icon: IconLineDashed, run: (editor) => editor.chain().focus().setHorizontalRule().run() },
  { name: 'embed', icon: IconBrandYoutube },
]
