import type { Lang } from '~/i18n/lang'

/** Parts of an instant on the wall of a zone. */
export interface Wall {
  year: number
  month: number // 1 to 12
  day: number
  weekday: number // 0 is Sunday
  hour: number
  minute: number
  second: number
}

const readers = new Map<string, Intl.DateTimeFormat>()

function reader(zone: string): Intl.DateTimeFormat {
  let one = readers.get(zone)
  if (!one) {
    one = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit', weekday: 'short',
      hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23',
    })
    readers.set(zone, one)
  }
  return one
}

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

/** What clocks in a zone show at an instant. */
export function wallOf(at: Date, zone: string): Wall {
  const parts = Object.fromEntries(reader(zone).formatToParts(at).map((part) => [part.type, part.value]))
  return {
    year: Number(parts.year), month: Number(parts.month), day: Number(parts.day), weekday: weekdays.indexOf(parts.weekday ?? ''),
    hour: Number(parts.hour), minute: Number(parts.minute), second: Number(parts.second),
  }
}

const two = (n: number) => String(n).padStart(2, '0')

const names = {
  vi: { days: ['CN', 'T2', 'T3', 'T4', 'T5', 'T6', 'T7'], months: [] as string[] },
  en: { days: weekdays, months: ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] },
}

/** A day: 23/11/2026, or 23 Nov 2026. */
export function dayOf(at: Date, lang: Lang, zone: string): string {
  return dayText(wallOf(at, zone), lang)
}

export function dayText(wall: Pick<Wall, 'year' | 'month' | 'day'>, lang: Lang): string {
  if (lang === 'vi') return `${two(wall.day)}/${two(wall.month)}/${wall.year}`
  return `${wall.day} ${names.en.months[wall.month - 1] ?? ''} ${wall.year}`
}

/** 08:30. */
export function clockOf(at: Date, zone: string): string {
  const wall = wallOf(at, zone)
  return `${two(wall.hour)}:${two(wall.minute)}`
}

/** 08:30:05, of what was saved or tried. */
export function exactClockOf(at: Date, zone: string): string {
  return `${clockOf(at, zone)}:${two(wallOf(at, zone).second)}`
}

/** T2, 23/11/2026 08:30 — Mon 23 Nov 2026, 08:30. */
export function momentOf(at: Date, lang: Lang, zone: string): string {
  const wall = wallOf(at, zone)
  const day = names[lang].days[wall.weekday] ?? ''
  const clock = `${two(wall.hour)}:${two(wall.minute)}`
  return lang === 'vi' ? `${day}, ${dayText(wall, 'vi')} ${clock}` : `${day} ${dayText(wall, 'en')}, ${clock}`
}

const steps: [Intl.RelativeTimeFormatUnit, number][] = [['day', 86_400], ['hour', 3_600], ['minute', 60]]

/** How far an instant is from another, roughly: 6 ngày trước, in 2 hours. */
export function relativeTo(at: Date, now: Date, lang: Lang): string {
  const seconds = Math.round((at.getTime() - now.getTime()) / 1000)
  const words = new Intl.RelativeTimeFormat(lang === 'vi' ? 'vi-VN' : 'en-GB', { numeric: 'auto' })
  const [unit, size] = steps.find(([, size]) => Math.abs(seconds) >= size) ?? ['second', 1]
  return words.format(Math.trunc(seconds / size), unit)
}

/** A number as people write it: 1.200 or 1,200. */
export function numberText(n: number, lang: Lang): string {
  return new Intl.NumberFormat(lang === 'vi' ? 'vi-VN' : 'en-GB').format(n)
}

/** A zone in words where it has some: giờ Việt Nam. */
export function zoneText(zone: string, lang: Lang): string {
  if (zone === 'Asia/Ho_Chi_Minh') return lang === 'vi' ? 'giờ Việt Nam' : 'Viet Nam time'
  return lang === 'vi' ? `giờ ${zone}` : `${zone} time`
}
