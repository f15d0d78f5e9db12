import type { Schemas } from '~/api/client'

type Span = Schemas['PreviewSpan']

/** A stretch of a text, and what it is. */
export interface Piece {
  text: string
  kind?: Span['kind']
}

/** Cuts a text at its spans, which count bytes of UTF-8 from its beginning. */
export function piecesOf(text: string, spans: Span[]): Piece[] {
  const bytes = new TextEncoder().encode(text)
  const read = (from: number, to: number) => new TextDecoder().decode(bytes.subarray(from, to))
  const pieces: Piece[] = []
  let at = 0
  for (const span of spans.toSorted((a, b) => a.start - b.start)) {
    if (span.start < at || span.end > bytes.length) continue
    if (span.start > at) pieces.push({ text: read(at, span.start) })
    pieces.push({ text: read(span.start, span.end), kind: span.kind })
    at = span.end
  }
  if (at < bytes.length) pieces.push({ text: read(at, bytes.length) })
  return pieces
}
