import { house } from '~/app/house'
import { wallOf } from '~/time/format'

import { shiftDay, two } from './days'

export const views = ['month', 'week', 'agenda', 'channels', 'planned'] as const
export type View = (typeof views)[number]

/** What the address of the calendar says: a view of some days, narrowed. */
export interface Search {
  view?: View
  day?: string // one of the days that are seen, such as 2026-11-26; absent means today
  pillar?: string
  area?: string // of planned stories
  channel?: string
  unit?: string
  state?: string
  // What narrows planned stories to those behind a number of the map.
  from?: string
  to?: string
  audience?: string
  lang?: string
  member_state?: string
}

/** What changes of an address; undefined takes a thing out of it. */
export type Change = { [K in keyof Search]?: Search[K] | undefined }

/** Reads an address, whatever somebody made of it. */
export function readSearch(raw: Record<string, unknown>): Search {
  const word = (name: string) => (typeof raw[name] === 'string' && raw[name] !== '' ? { [name]: raw[name] } : {})
  const view = views.find((one) => one === raw.view)
  const day = typeof raw.day === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(raw.day) ? raw.day : undefined
  return { ...(view && { view }), ...(day && { day }), ...word('pillar'), ...word('area'), ...word('channel'), ...word('unit'), ...word('state'), ...word('from'), ...word('to'), ...word('audience'), ...word('lang'), ...word('member_state') }
}

/** Today, where the newsroom is. */
export function today(now = new Date()): string {
  const wall = wallOf(now, house.zone)
  return `${wall.year}-${two(wall.month)}-${two(wall.day)}`
}

/** The days that a view shows, whole weeks from Monday on for a month. */
export function daysOf(view: View, day: string): { from: string; to: string } {
  if (view === 'month' || view === 'agenda') {
    const first = `${day.slice(0, 7)}-01`
    const last = shiftDay(shiftDay(first, 32).slice(0, 8) + '01', -1)
    return view === 'agenda' ? { from: first, to: last } : { from: monday(first), to: shiftDay(monday(last), 6) }
  }
  return { from: monday(day), to: shiftDay(monday(day), 6) }
}

/** The Monday of a day's week. */
export function monday(day: string): string {
  return shiftDay(day, -((new Date(`${day}T00:00Z`).getUTCDay() + 6) % 7))
}

/** A day of the next or former stretch. */
export function step(view: View, day: string, by: 1 | -1): string {
  if (view !== 'month' && view !== 'agenda') return shiftDay(day, 7 * by)
  return by > 0 ? shiftDay(`${day.slice(0, 7)}-01`, 32).slice(0, 8) + '01' : shiftDay(`${day.slice(0, 7)}-01`, -1).slice(0, 8) + '01'
}
