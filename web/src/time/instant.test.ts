import { expect, it } from 'vitest'

import { dayAfter, startOfDay, today } from './instant'

it('a day begins when clocks of the zone say so', () => {
  expect(startOfDay('2026-11-28', 'Asia/Ho_Chi_Minh').toISOString()).toBe('2026-11-27T17:00:00.000Z')
  expect(startOfDay('2026-03-29', 'Europe/Berlin').toISOString()).toBe('2026-03-28T23:00:00.000Z')
  expect(startOfDay('2026-03-30', 'Europe/Berlin').toISOString()).toBe('2026-03-29T22:00:00.000Z')
  expect(dayAfter('2026-12-31')).toBe('2027-01-01')
  expect(today('Asia/Ho_Chi_Minh', new Date('2026-11-27T17:00:00Z'))).toBe('2026-11-28')
})
