import { describe, expect, it } from 'vitest'

import { finds, fold } from './fold'

describe('what somebody looks for', () => {
  it('is found without marks, in any order of words', () => {
    expect(fold('Đền Hùng')).toBe('den hung')
    expect(finds('hung den', 'Lễ hội Đền Hùng')).toBe(true)
    expect(finds('mai author', 'Trần Thị Mai', 'author')).toBe(true)
    expect(finds('', undefined)).toBe(true)
    expect(finds('nam', 'Trần Thị Mai')).toBe(false)
  })
})
