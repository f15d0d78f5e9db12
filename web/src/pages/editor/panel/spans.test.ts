import { expect, it } from 'vitest'

import { piecesOf } from './spans'

it('cuts a text at spans that count bytes', () => {
  const text = 'Lễ hội\n#LễHội'
  const bytes = (words: string) => new TextEncoder().encode(words).length
  const tag = { kind: 'tag' as const, start: bytes('Lễ hội\n'), end: bytes(text), value: 'LễHội' }
  expect(piecesOf(text, [tag, { kind: 'title', start: 0, end: bytes('Lễ hội') }])).toEqual([{ text: 'Lễ hội', kind: 'title' }, { text: '\n' }, { text: '#LễHội', kind: 'tag' }])
})
