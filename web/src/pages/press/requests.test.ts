import { expect, it } from 'vitest'

import { articleIn } from './requests'

it('finds a story in its address', () => {
  const id = '01a22210-1298-726c-9256-b2b678f63a10'
  expect(articleIn(`https://lantoa.example/a/${id}/vi/nam-dinh`)).toBe(id)
  expect(articleIn(` ${id.toUpperCase()} `)).toBe(id)
  expect(articleIn('nothing of the kind')).toBe('nothing of the kind')
})
