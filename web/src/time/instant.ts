import { wallOf } from './format'

/** The instant at which clocks of a zone show a day's first moment; for filters and last days, not for plans, which the server converts. */
export function startOfDay(day: string, zone: string): Date {
  const wanted = Date.parse(`${day}T00:00:00Z`)
  let at = wanted
  // Twice, since the first guess may lie on the other side of a change of clocks.
  for (let i = 0; i < 2; i++) {
    const wall = wallOf(new Date(at), zone)
    at += wanted - Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute, wall.second)
  }
  return new Date(at)
}

/** The day after, as YYYY-MM-DD. */
export function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)
}

/** The day that it is in a zone, as YYYY-MM-DD. */
export function today(zone: string, now = new Date()): string {
  const wall = wallOf(now, zone)
  return `${wall.year}-${String(wall.month).padStart(2, '0')}-${String(wall.day).padStart(2, '0')}`
}
