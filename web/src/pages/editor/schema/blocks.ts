import { Extension, mergeAttributes, Node } from '@tiptap/core'
import { Table, TableCell, TableHeader, TableRow } from '@tiptap/extension-table'
import { DOMParser as Reader, DOMSerializer, type Schema } from '@tiptap/pm/model'

/** Elements whose words may stand bare, as in <li>…, or in paragraphs, as in <li><p>…. */
export const holders = ['listItem', 'tableCell', 'tableHeader', 'figure', 'figcaption', 'blockquote']

const bearers = ['paragraph', 'heading', 'bulletList', 'orderedList', 'listItem', 'blockquote', 'pre', 'figure', 'figcaption', 'table', 'tableRow', 'tableCell', 'tableHeader', 'image']
const marks = ['bold', 'italic', 'underline', 'strike', 'code', 'link', 'sub', 'sup']

const kept = (name: string) => ({
  default: null as string | null,
  parseHTML: (element: HTMLElement) => element.getAttribute(name),
  renderHTML: (attributes: Record<string, unknown>) => (attributes[name] ? { [name]: attributes[name] } : {}),
})

/** What many elements of the allow-list bear: their language and direction, and whether they hold paragraphs. */
export const Everywhere = Extension.create({
  name: 'everywhere',
  addGlobalAttributes() {
    return [
      { types: [...bearers, ...marks], attributes: { lang: kept('lang'), dir: kept('dir') } },
      {
        types: holders,
        attributes: {
          loose: {
            default: false,
            parseHTML: (element) => [...element.children].some((child) => child.tagName === 'P'),
            renderHTML: (attributes) => (attributes.loose ? { 'data-loose': '' } : {}),
          },
        },
      },
      { types: ['blockquote'], attributes: { 'data-piece': kept('data-piece'), 'data-version': kept('data-version') } },
    ]
  },
})

/** An item of a list, which may begin with any block. */
export const Item = Node.create({
  name: 'listItem', content: 'block+', defining: true,
  parseHTML: () => [{ tag: 'li' }],
  renderHTML: ({ HTMLAttributes }) => ['li', HTMLAttributes, 0],
  addKeyboardShortcuts() {
    return { Enter: () => this.editor.commands.splitListItem(this.name), Tab: () => this.editor.commands.sinkListItem(this.name), 'Shift-Tab': () => this.editor.commands.liftListItem(this.name) }
  },
})

/** Text whose spaces and line ends count. */
export const Pre = Node.create({
  name: 'pre', group: 'block', content: 'inline*', marks: '_', code: true, defining: true, whitespace: 'pre',
  parseHTML: () => [{ tag: 'pre', preserveWhitespace: 'full' }],
  renderHTML: ({ HTMLAttributes }) => ['pre', HTMLAttributes, 0],
})

/** A picture, or the card of what others show (data-embed), with what is said of it. */
export const Figure = Node.create({
  name: 'figure', group: 'block', content: '(block|figcaption)+', defining: true, isolating: true, draggable: true,
  addAttributes: () => ({ 'data-embed': kept('data-embed') }),
  parseHTML: () => [{ tag: 'figure' }],
  renderHTML: ({ HTMLAttributes }) => ['figure', HTMLAttributes, 0],
})

export const Figcaption = Node.create({
  name: 'figcaption', content: 'block+', defining: true,
  parseHTML: () => [{ tag: 'figcaption' }],
  renderHTML: ({ HTMLAttributes }) => ['figcaption', HTMLAttributes, 0],
})

export const Picture = Node.create<{ address?: (src: string) => Promise<string | null> }>({
  name: 'image', group: 'inline', inline: true, draggable: true,
  addAttributes: () => ({ src: kept('src'), alt: { ...kept('alt'), renderHTML: ({ alt }) => (typeof alt === 'string' ? { alt } : {}) }, width: kept('width'), height: kept('height') }),
  parseHTML: () => [{ tag: 'img[src]', getAttrs: (element) => (isPicture(element.getAttribute('src') ?? '') ? null : false) }],
  renderHTML: ({ HTMLAttributes }) => ['img', HTMLAttributes],
  addOptions: () => ({}),
  addNodeView() {
    const { address } = this.options
    return address ? ({ node }) => {
      const dom = document.createElement('img')
      dom.alt = String(node.attrs.alt ?? '')
      address(String(node.attrs.src)).then((seen) => seen && (dom.src = seen), () => undefined)
      return { dom }
    } : null
  },
})

/** Pictures of our own, or over https; as the allow-list has it. */
export function isPicture(src: string): boolean {
  return /^https:\/\/[^/]/.test(src) || (src.startsWith('/media/') && !src.includes('..') && !src.includes('//'))
}

/** The content of a caption, by way of the schema, whatever was in the attribute. */
function captionOf(html: string, schema: Schema): HTMLElement {
  const caption = document.createElement('caption')
  const words = Reader.fromSchema(schema).parseSlice(new DOMParser().parseFromString(html, 'text/html').body)
  caption.append(DOMSerializer.fromSchema(schema).serializeFragment(words.content))
  caption.contentEditable = 'false'
  return caption
}

/** A table; its caption is an attribute, because its rows alone may be its content. */
export const Tables = Table.extend({
  addAttributes: () => ({
    caption: { default: null, parseHTML: (element) => element.querySelector(':scope > caption')?.innerHTML ?? null, renderHTML: () => ({}) },
  }),
  renderHTML({ node, HTMLAttributes }) {
    const table = document.createElement('table')
    for (const [name, value] of Object.entries(HTMLAttributes)) table.setAttribute(name, String(value))
    if (node.attrs.caption) table.append(captionOf(String(node.attrs.caption), node.type.schema))
    const rows = table.appendChild(document.createElement('tbody'))
    return { dom: table, contentDOM: rows }
  },
  parseHTML: () => [{ tag: 'table' }, { tag: 'caption', ignore: true }],
  addNodeView: () => null,
})

/** A row, which knows whether it stands in the head or the foot of its table. */
export const Row = TableRow.extend({
  addAttributes: () => ({
    section: {
      default: null,
      parseHTML: (element) => ['THEAD', 'TFOOT'].find((name) => name === element.parentElement?.tagName)?.toLowerCase() ?? null,
      renderHTML: ({ section }) => (section ? { 'data-section': String(section) } : {}),
    },
  }),
})

const span = (name: 'colspan' | 'rowspan') => ({ default: 1, parseHTML: (element: HTMLElement) => Number(element.getAttribute(name) ?? 1) || 1, renderHTML: (attributes: Record<string, unknown>) => (attributes[name] === 1 ? {} : { [name]: attributes[name] }) })
const width = { default: null, renderHTML: () => ({}) } // what the table's own acts expect; never saved

export const Cell = TableCell.extend({
  addAttributes: () => ({ colspan: span('colspan'), rowspan: span('rowspan'), colwidth: width }),
  renderHTML: ({ HTMLAttributes }) => ['td', mergeAttributes(HTMLAttributes), 0],
})

export const HeadCell = TableHeader.extend({
  addAttributes: () => ({ colspan: span('colspan'), rowspan: span('rowspan'), colwidth: width, scope: kept('scope') }),
  renderHTML: ({ HTMLAttributes }) => ['th', mergeAttributes(HTMLAttributes), 0],
})
