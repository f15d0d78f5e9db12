import { describe, expect, it } from 'vitest'

import { dayAround, quarterOf } from './day'

describe('the day around an instant', () => {
  it('is that of the newsroom, whatever zone the browser is in', () => {
    expect(dayAround(new Date('2026-11-22T17:05:00Z'), 'Asia/Ho_Chi_Minh')).toEqual({ from: '2026-11-22T17:00:00.000Z', until: '2026-11-23T16:59:59.999Z' })
    expect(dayAround(new Date('2026-11-22T16:59:00.5Z'), 'Asia/Ho_Chi_Minh').from).toBe('2026-11-21T17:00:00.000Z')
  })
  it('begins at midnight where clocks were changed after it', () => {
    expect(dayAround(new Date('2026-03-29T10:00:00Z'), 'Europe/London').from).toBe('2026-03-29T00:00:00.000Z')
    expect(dayAround(new Date('2026-10-25T10:00:00Z'), 'Europe/London').from).toBe('2026-10-24T23:00:00.000Z')
  })
})

describe('the quarter of a month', () => {
  it('has three months', () => {
    expect(quarterOf(1)).toEqual([1, 2, 3])
    expect(quarterOf(11)).toEqual([10, 11, 12])
  })
})
