import { describe, expect, it } from 'vitest'

import { clockOf, dayOf, exactClockOf, momentOf, numberText, relativeTo, wallOf, zoneText } from './format'

const at = new Date('2026-11-23T01:30:05Z')
const here = 'Asia/Ho_Chi_Minh'

describe('a moment on the wall', () => {
  it('is that of the zone, whatever zone the browser is in', () => {
    expect(momentOf(at, 'vi', here)).toBe('T2, 23/11/2026 08:30')
    expect(momentOf(at, 'vi', 'America/New_York')).toBe('CN, 22/11/2026 20:30')
    expect(momentOf(at, 'en', here)).toBe('Mon 23 Nov 2026, 08:30')
    expect(momentOf(at, 'en', 'Europe/London')).toBe('Mon 23 Nov 2026, 01:30')
  })
  it('has hours from 00 and seconds where they matter', () => {
    expect(clockOf(new Date('2026-11-22T17:05:00Z'), here)).toBe('00:05')
    expect(exactClockOf(at, here)).toBe('08:30:05')
    expect(dayOf(new Date('2026-11-22T17:05:00Z'), 'vi', here)).toBe('23/11/2026')
    expect(wallOf(at, here)).toEqual({ year: 2026, month: 11, day: 23, weekday: 1, hour: 8, minute: 30, second: 5 })
  })
})

describe('how far something is', () => {
  const from = (seconds: number) => new Date(at.getTime() + seconds * 1000)
  it('is told in the largest unit that fits', () => {
    expect(relativeTo(from(-3 * 86_400), at, 'vi')).toBe('3 ngày trước')
    expect(relativeTo(from(7_300), at, 'en')).toBe('in 2 hours')
    expect(relativeTo(from(-61), at, 'vi')).toBe('1 phút trước')
    expect(relativeTo(from(5), at, 'vi')).toBe('sau 5 giây nữa')
  })
})

describe('numbers and zones', () => {
  it('are written as people do', () => {
    expect(numberText(1200, 'vi')).toBe('1.200')
    expect(numberText(1200, 'en')).toBe('1,200')
    expect(zoneText(here, 'vi')).toBe('giờ Việt Nam')
    expect(zoneText('Asia/Bangkok', 'en')).toBe('Asia/Bangkok time')
  })
})
