import { wallOf } from '~/time/format'

const second = 1000
const day = 86_400 * second

/** The first and the last instant of the day that clocks of a zone show at an instant. */
export function dayAround(at: Date, zone: string): { from: string; until: string } {
  const wall = wallOf(at, zone)
  let from = at.getTime() - (at.getTime() % second) - (wall.hour * 3600 + wall.minute * 60 + wall.second) * second
  // Where clocks were changed since midnight, midnight lies an hour beside.
  const there = wallOf(new Date(from), zone)
  if (there.hour !== 0) from += (there.hour > 12 ? 24 - there.hour : -there.hour) * 3600 * second
  return { from: new Date(from).toISOString(), until: new Date(from + day - 1).toISOString() }
}

/** The months of the quarter in which a month lies, 1 to 12. */
export function quarterOf(month: number): number[] {
  const first = month - ((month - 1) % 3)
  return [first, first + 1, first + 2]
}
