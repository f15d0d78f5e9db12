import { DOMSerializer, type Node } from '@tiptap/pm/model'

const holders = 'li, td, th, figure, figcaption, blockquote'

/** A document as HTML of the allow-list, in the form in which the server keeps it. */
export function htmlOf(doc: Node): string {
  const place = document.implementation.createHTMLDocument('').body
  place.append(DOMSerializer.fromSchema(doc.type.schema).serializeFragment(doc.content, { document: place.ownerDocument }))
  // From within: what is in a holder is in its form before the holder is looked at.
  for (const one of [...place.querySelectorAll('p, h2, h3, h4')].reverse()) if (isBlank(one)) one.remove()
  for (const one of [...place.querySelectorAll<HTMLElement>(holders)].reverse()) bare(one)
  for (const one of place.querySelectorAll('table')) sections(one)
  for (const one of place.querySelectorAll('pre')) if (one.textContent?.startsWith('\n')) one.prepend('\n') // the first is no part of the text
  return place.innerHTML.normalize('NFC')
}

function isBlank(element: Element): boolean {
  return element.textContent?.trim() === '' && element.querySelector('img') === null
}

/** Lets the only paragraph of a holder stand bare, unless it came as a paragraph. */
function bare(holder: HTMLElement): void {
  const paragraphs = [...holder.children].filter((child) => child.tagName === 'P')
  const [only] = paragraphs
  if (only && paragraphs.length === 1 && !('loose' in holder.dataset) && only.attributes.length === 0) only.replaceWith(...only.childNodes)
  delete holder.dataset.loose
}

/** Puts the rows of a table into its head, its bodies and its foot. */
function sections(table: HTMLTableElement): void {
  table.querySelector('caption')?.removeAttribute('contenteditable')
  const rows = [...table.querySelectorAll<HTMLElement>(':scope > tbody > tr')]
  table.querySelector(':scope > tbody')?.remove()
  let part: HTMLElement | undefined
  for (const row of rows) {
    const name = row.dataset.section ?? 'tbody'
    delete row.dataset.section
    if (part?.localName !== name) part = table.appendChild(table.ownerDocument.createElement(name))
    part.append(row)
  }
}
