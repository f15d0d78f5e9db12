import { Mark } from '@tiptap/core'

export const Sub = Mark.create({ name: 'sub', excludes: 'sub', parseHTML: () => [{ tag: 'sub' }], renderHTML: ({ HTMLAttributes }) => ['sub', HTMLAttributes, 0] })
export const Sup = Mark.create({ name: 'sup', excludes: 'sup', parseHTML: () => [{ tag: 'sup' }], renderHTML: ({ HTMLAttributes }) => ['sup', HTMLAttributes, 0] })

export const Code = Mark.create({ name: 'code', excludes: '', code: true, exitable: true, parseHTML: () => [{ tag: 'code' }], renderHTML: ({ HTMLAttributes }) => ['code', HTMLAttributes, 0] })

/** Where a link may lead: the web, a mailbox, or a place of our own. */
export function isAddress(href: string): boolean {
  const scheme = /^\s*([a-z][a-z0-9+.-]*):/i.exec(href)?.[1]?.toLowerCase()
  return href.trim() !== '' && (scheme === undefined || ['http', 'https', 'mailto'].includes(scheme))
}

export const Anchor = Mark.create({
  name: 'link', priority: 1000, inclusive: false, keepOnSplit: false, excludes: 'link',
  addAttributes: () => ({ href: { default: null, parseHTML: (element) => element.getAttribute('href') } }),
  parseHTML: () => [{ tag: 'a[href]', getAttrs: (element) => (isAddress(element.getAttribute('href') ?? '') ? null : false) }],
  renderHTML: ({ HTMLAttributes }) => ['a', { ...HTMLAttributes, rel: 'nofollow noopener' }, 0],
})
