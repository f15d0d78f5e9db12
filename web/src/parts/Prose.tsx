import { createElement, Fragment, useMemo, type ReactNode } from 'react'

import { house } from '~/app/house'

import classes from './Prose.module.css'

/** A picture of the library, by which a text that is not out yet is shown. */
export interface Shown {
  media: string
  hash: string // SHA-256 of one of its files
}

const plain = new Set([
  'p', 'br', 'hr', 'h2', 'h3', 'h4', 'ul', 'ol', 'li', 'blockquote', 'pre', 'code', 'strong', 'em', 'b', 'i', 'u', 's', 'sub', 'sup', 'ins', 'del', 'mark',
  'figure', 'figcaption', 'table', 'caption', 'thead', 'tbody', 'tfoot', 'tr', 'th', 'td',
])
const empty = new Set(['br', 'hr'])
const count = /^[1-9]\d{0,4}$/

/** Attributes that an element keeps, by React's names, as far as their values are of the allow-list. */
function kept(one: Element): Record<string, string | number> {
  const props: Record<string, string | number> = {}
  const take = (name: string, as: string, form: RegExp) => {
    const value = one.getAttribute(name)
    if (value !== null && form.test(value)) props[as] = value
  }
  take('dir', 'dir', /^(ltr|rtl|auto)$/)
  take('lang', 'lang', /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/)
  switch (one.localName) {
    case 'td': case 'th':
      take('colspan', 'colSpan', count)
      take('rowspan', 'rowSpan', count)
      take('scope', 'scope', /^(row|col|rowgroup|colgroup)$/)
      break
    case 'ol':
      take('start', 'start', count)
      take('type', 'type', /^[aAiI]$/)
      break
  }
  return props
}

/** An address that a reader may be led to, or undefined. */
export function safeLink(address: string): string | undefined {
  if (/^(https?:\/\/|mailto:|#|\/(?!\/))/i.test(address.trim()) && URL.canParse(address, house.public || 'https://desk.invalid')) return address.trim()
  return undefined
}

/** Where a picture of a text can be read by those at the desk; nothing is loaded from elsewhere. */
export function pictureAddress(src: string, pictures: Shown[]): string | undefined {
  const path = house.public && src.startsWith(house.public + '/') ? src.slice(house.public.length) : src
  const hash = /^\/media\/([0-9a-f]{64})\.\w+$/.exec(path)?.[1]
  if (!hash) return undefined
  const known = pictures.find((one) => one.hash === hash)
  return known ? `/api/v1/media/${known.media}/files/${known.hash}` : path
}

function nodesOf(parent: Node, pictures: Shown[]): ReactNode[] {
  return Array.from(parent.childNodes, (node, i) => <Fragment key={i}>{nodeOf(node, pictures)}</Fragment>)
}

function nodeOf(node: Node, pictures: Shown[]): ReactNode {
  if (node.nodeType === Node.TEXT_NODE) return node.textContent
  if (!(node instanceof Element)) return null
  const name = node.localName
  if (name === 'script' || name === 'style' || name === 'template' || name === 'noscript') return null
  if (name === 'img') return <Picture src={node.getAttribute('src') ?? ''} alt={node.getAttribute('alt') ?? ''} pictures={pictures} />
  const within = nodesOf(node, pictures)
  if (name === 'a') {
    const href = safeLink(node.getAttribute('href') ?? '')
    return href ? <a href={href} target="_blank" rel="noreferrer noopener">{within}</a> : within
  }
  if (name === 'figure' && node.hasAttribute('data-embed')) return <Card address={node.getAttribute('data-embed') ?? ''} />
  // What is of no list is shown as the words in it.
  if (!plain.has(name)) return within
  if (name === 'table') return <div className={classes.wide}>{createElement(name, kept(node), ...within)}</div>
  return empty.has(name) ? createElement(name) : createElement(name, { ...kept(node), ...(node.hasAttribute('data-piece') && { className: classes.piece }) }, ...within)
}

function Picture({ src, alt, pictures }: { src: string; alt: string; pictures: Shown[] }) {
  const address = pictureAddress(src, pictures)
  return address ? <img src={address} alt={alt} loading="lazy" /> : <span className={classes.absent}>{alt || src}</span>
}

/** What stands in the place of a film or a post: its address, and nothing loaded from there. */
function Card({ address }: { address: string }) {
  const href = safeLink(address)
  const host = href && URL.canParse(href) ? new URL(href).host : ''
  return <figure className={classes.embed}><strong>{host || address}</strong>{href && <a href={href} target="_blank" rel="noreferrer noopener">{href}</a>}</figure>
}

/** What HTML of the API holds as React elements, to stand in an element of one's own. */
export function elementsOf(html: string, pictures: Shown[] = []): ReactNode {
  return nodesOf(new DOMParser().parseFromString(html, 'text/html').body, pictures)
}

/**
 * HTML of the allow-list, made of React elements: whatever stands in the text, nothing runs,
 * and nothing is loaded but pictures of this house.
 */
export function Prose({ html, lang, pictures = [] }: { html: string; lang?: string; pictures?: Shown[] }) {
  const nodes = useMemo(() => elementsOf(html, pictures), [html, pictures])
  return <div className={classes.prose} lang={lang}>{nodes}</div>
}
