import { diffWordsWithSpace } from 'diff'

/** The words of HTML, a line for each of its blocks. */
export function plainOf(html: string): string {
  const { body } = new DOMParser().parseFromString(html.replace(/<\/(p|h[234]|li|tr|figcaption|caption|pre|blockquote)>|<br\s*\/?>/g, '\n'), 'text/html')
  return (body.textContent ?? '').replace(/\n{2,}/g, '\n').trim()
}

/** What became of words, word by word. */
export function Words({ was, is }: { was: string; is: string }) {
  return (
    <span style={{ whiteSpace: 'pre-wrap' }}>{diffWordsWithSpace(was, is).map((part, i) => {
      if (part.added) return <ins key={i}>{part.value}</ins>
      return part.removed ? <del key={i}>{part.value}</del> : <span key={i}>{part.value}</span>
    })}</span>
  )
}
