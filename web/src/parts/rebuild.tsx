import { createElement, Fragment, type ReactNode } from 'react'

/** Elements of the product's allow-list, and the three in which a comparison tells what differs. */
const elements = new Set(['p', 'br', 'hr', 'ul', 'ol', 'li', 'blockquote', 'pre', 'code', 'strong', 'em', 'b', 'i', 'u', 's', 'sub', 'sup', 'figure', 'figcaption',
  'table', 'caption', 'thead', 'tbody', 'tfoot', 'tr', 'th', 'td', 'ins', 'del', 'mark'])

/** Headings of a text that is shown inside a page keep their looks and not their rank, which belongs to the page. */
const headings = new Set(['h2', 'h3', 'h4'])

function urlOf(address: string): URL | null {
  try {
    return new URL(address, window.location.href)
  } catch {
    return null // such as http://[
  }
}

/** The path of a file that this server gives, whatever its public address is called; "" for others. */
export function ownPath(address: string): string {
  const url = urlOf(address)
  return url && /^\/(api\/v1\/)?media\//.test(url.pathname) ? url.pathname : ''
}

/** An address that a person may be led to; "" for any other. */
function leadsTo(address: string): string {
  const url = urlOf(address)
  return url && ['http:', 'https:', 'mailto:'].includes(url.protocol) ? url.href : ''
}

function attributesOf(node: Element, name: string): Record<string, string | number> {
  const number = (attribute: string) => Number.parseInt(node.getAttribute(attribute) ?? '', 10) || 1
  if (name === 'td' || name === 'th') return { colSpan: number('colspan'), rowSpan: number('rowspan') }
  return name === 'ol' ? { start: number('start') } : {}
}

/** Where the file of a picture can be had that a text names; "" where it cannot. */
type Pictures = (src: string) => string

function elementOf(node: Element, key: number, pictures: Pictures): ReactNode {
  const name = node.localName
  if (name === 'script' || name === 'style' || name === 'template') return null
  if (name === 'img') {
    const alt = node.getAttribute('alt') ?? ''
    const src = pictures(node.getAttribute('src') ?? '')
    return src ? <img key={key} src={src} alt={alt} loading="lazy" /> : <em key={key}>{alt}</em>
  }
  if (name === 'br' || name === 'hr') return createElement(name, { key })
  const inside = insideOf(node, pictures)
  if (name === 'a') {
    const href = leadsTo(node.getAttribute('href') ?? '')
    return href ? <a key={key} href={href} target="_blank" rel="nofollow noopener noreferrer">{inside}</a> : <Fragment key={key}>{inside}</Fragment>
  }
  if (headings.has(name)) return <p key={key} data-heading={name.slice(1)}>{inside}</p>
  if (!elements.has(name)) return <Fragment key={key}>{inside}</Fragment>
  return createElement(name, { key, ...attributesOf(node, name) }, ...inside)
}

function insideOf(parent: Element, pictures: Pictures): ReactNode[] {
  return Array.from(parent.childNodes, (node, key) => {
    if (node.nodeType === Node.TEXT_NODE) return node.nodeValue
    return node.nodeType === Node.ELEMENT_NODE ? elementOf(node as Element, key, pictures) : null
  })
}

/**
 * Shows HTML of the API by building anew what is known of it: elements of the list above with
 * the few attributes that they need. All else of the text remains as words. Pictures of what is
 * not published have no public address; `pictures` says where theirs are.
 */
export function rebuild(html: string, pictures: Pictures = ownPath): ReactNode {
  return insideOf(new DOMParser().parseFromString(html, 'text/html').body, pictures)
}
