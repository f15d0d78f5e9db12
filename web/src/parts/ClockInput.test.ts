import { expect, it } from 'vitest'

import { readClock } from './ClockInput'

it('reads a time as people type it', () => {
  expect(['8:00', '8h30', '0830', '8', '23:59', ' 07.05 ', '8h', '8 giờ'].map(readClock)).toEqual(['08:00', '08:30', '08:30', '08:00', '23:59', '07:05', '08:00', ''])
  expect(['24:00', '8:60', 'x', ''].map(readClock)).toEqual(['', '', '', ''])
})
