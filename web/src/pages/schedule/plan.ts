import type { Schemas } from '~/api/client'
import { wallOf } from '~/time/format'

export type Channel = Schemas['Channel']
export type Coming = Schemas['ComingSlot']

/** How the hour of a plan is named: at once, the next free slot of each channel, or a wall time. */
export type When = { by: 'now' } | { by: 'slot' } | { by: 'at'; date: string; clock: string; offset?: string }

/** What somebody wants planned, as it stands in the dialog. */
export interface Wanted {
  channels: string[]
  when: When
  /** Minutes after the hour of the plan, by channel, instead of the channel's own. */
  offsets: Record<string, number>
  again: boolean
}

/** A proposal of hours: the next free slot of each channel, or one hour for all of them. */
export type Proposal =
  | { kind: 'each'; at: { channel: string; at: string; passed: Coming[] }[] }
  | { kind: 'together'; at: string; of: string }

/** The instant at which clocks in a zone show a date and a time; undefined where they skip it. The server has the last word. */
export function instantOf(date: string, clock: string, zone: string): Date | undefined {
  const typed = /^\d{4}-/.test(date) && clock ? Date.parse(`${date}T${clock}:00Z`) : Number.NaN
  if (Number.isNaN(typed)) return undefined
  for (const probe of [-1, 1]) {
    const near = new Date(typed + probe * 86_400_000)
    const wall = wallOf(near, zone)
    const shown = Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute, wall.second)
    const candidate = new Date(typed - (shown - near.getTime()))
    const there = wallOf(candidate, zone)
    if (Date.UTC(there.year, there.month - 1, there.day, there.hour, there.minute) === typed) return candidate
  }
  return undefined
}

const two = (n: number) => String(n).padStart(2, '0')

/** The date and the time that clocks in a zone show at an instant, as they are typed. */
export function typedOf(at: Date, zone: string): { date: string; clock: string } {
  const wall = wallOf(at, zone)
  return { date: `${wall.year}-${two(wall.month)}-${two(wall.day)}`, clock: `${two(wall.hour)}:${two(wall.minute)}` }
}

/** Reads a date as people type it, the day first: 30/11/2026, 30-11-26, or 2026-11-30. Empty where it is none. */
export function readDate(typed: string): string {
  const parts = /^\s*(?:(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2}))\s*$/.exec(typed)
  if (!parts) return ''
  const [year, month, day] = parts[1] ? [parts[1], parts[2], parts[3]] : [parts[6], parts[5], parts[4]]
  const date = `${(year ?? '').padStart(4, '20')}-${two(Number(month))}-${two(Number(day))}`
  return new Date(`${date}T00:00:00Z`).toJSON()?.startsWith(date) ? date : ''
}

/** How long it is until an instant, in its two largest units; none of them once it has passed. */
export function leftUntil(at: Date, now: Date): { unit: 'days' | 'hours' | 'minutes'; count: number }[] {
  const minutes = Math.floor((at.getTime() - now.getTime()) / 60_000)
  const parts = [
    { unit: 'days' as const, count: Math.floor(minutes / 1440) },
    { unit: 'hours' as const, count: Math.floor((minutes % 1440) / 60) },
    { unit: 'minutes' as const, count: minutes % 60 },
  ]
  const first = parts.findIndex((part) => part.count > 0)
  return first < 0 ? [] : parts.slice(first, first + 2).filter((part) => part.count > 0)
}

/**
 * At most three proposals from the slots of the channels that have some: the next free slot of
 * each, then the free slots that come after the first of these, as one hour for all.
 */
export function proposalsOf(slots: { channel: string; coming: Coming[] }[]): Proposal[] {
  const some = slots.filter((one) => one.coming.some((slot) => slot.verdict === 'free'))
  if (some.length === 0) return []
  const each = some.map(({ channel, coming }) => {
    const free = coming.findIndex((slot) => slot.verdict === 'free')
    return { channel, at: coming[free]?.at ?? '', passed: coming.slice(0, free) }
  })
  const first = Math.min(...each.map((one) => Date.parse(one.at)))
  const later = new Map<number, Proposal>()
  for (const { channel, coming } of some) {
    for (const slot of coming) {
      const at = Date.parse(slot.at)
      if (slot.verdict === 'free' && at > first && !later.has(at)) later.set(at, { kind: 'together', at: slot.at, of: channel })
    }
  }
  const sorted = [...later.entries()].toSorted(([a], [b]) => a - b).map(([, proposal]) => proposal)
  return [{ kind: 'each', at: each }, ...sorted.slice(0, 2)]
}

/** What is sent; undefined while it is not said where and when. */
export function bodyOf(wanted: Wanted, zone: string): Schemas['ScheduleInput'] | undefined {
  const { channels, when } = wanted
  if (channels.length === 0 || (when.by === 'at' && (!when.date || !when.clock))) return undefined
  const offsets = Object.fromEntries(Object.entries(wanted.offsets).filter(([id]) => channels.includes(id)).map(([id, minutes]) => [id, minutes * 60]))
  return {
    channels,
    ...(when.by === 'now' && { now: true }),
    ...(when.by === 'slot' && { slot: true }),
    ...(when.by === 'at' && { at: { time: `${when.date}T${when.clock}`, zone, ...(when.offset && { offset: when.offset }) } }),
    ...(Object.keys(offsets).length > 0 && { offset_seconds: offsets }),
    ...(wanted.again && { publish_again: true }),
  }
}
