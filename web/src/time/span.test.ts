import { describe, expect, it } from 'vitest'

import { spanText } from './span'

describe('how long something waits', () => {
  it('is told in the largest unit that fits, in both languages', () => {
    expect(spanText(3 * 86_400 + 7_200, 'vi')).toBe('3 ngày')
    expect(spanText(7_300, 'en')).toBe('2 hours')
    expect(spanText(125, 'vi')).toBe('2 phút')
  })
  it('is at least a minute', () => {
    expect(spanText(3, 'en')).toBe('1 minute')
  })
})
