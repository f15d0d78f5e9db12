import { describe, expect, test, vi } from 'vitest'

vi.mock('~/session/again', () => ({}))
vi.mock('~/i18n/lang', () => ({}))

const { queryText } = await import('./client')

describe('queries', () => {
  test('the first part of a list is asked for without a cursor', () => {
    expect(queryText({ limit: 50, cursor: 0 })).toBe('limit=50')
    expect(queryText({ limit: 50, cursor: undefined })).toBe('limit=50')
    expect(queryText({ limit: 50, cursor: 'a.b' })).toBe('limit=50&cursor=a.b')
  })
})
