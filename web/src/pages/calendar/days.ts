import type { Lang } from '~/i18n/lang'
import { dayText } from '~/time/format'

/** Days and wall times of the newsroom as text, such as 2026-11-26 and 2026-11-26T08:00; no zone of a browser touches them. */
export const two = (n: number) => String(n).padStart(2, '0')

/** The day some days later. */
export function shiftDay(day: string, by: number): string {
  return new Date(Date.parse(`${day}T00:00Z`) + by * 86_400_000).toISOString().slice(0, 10)
}

/** The days from one to another, both included. */
export function everyDay(from: string, to: string): string[] {
  const all: string[] = []
  for (let day = from; day <= to; day = shiftDay(day, 1)) all.push(day)
  return all
}

const weekdays = { vi: ['CN', 'T2', 'T3', 'T4', 'T5', 'T6', 'T7'], en: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] }

/** T5 26/11, Thu 26 Nov. */
export function shortDay(day: string, lang: Lang): string {
  const at = new Date(`${day}T00:00Z`)
  const text = dayText({ year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, day: at.getUTCDate() }, lang)
  return `${weekdays[lang][at.getUTCDay()] ?? ''} ${lang === 'vi' ? text.slice(0, 5) : text.replace(/ \d{4}$/, '')}`
}

/** T5 26/11/2026, Thu 26 Nov 2026. */
export function fullDay(day: string, lang: Lang): string {
  return lang === 'vi' ? `${shortDay(day, lang)}/${day.slice(0, 4)}` : `${shortDay(day, lang)} ${day.slice(0, 4)}`
}

/** A wall time as people read it: T5 26/11 08:00. */
export function wallText(wall: string, lang: Lang): string {
  return `${shortDay(wall.slice(0, 10), lang)} ${wall.slice(11, 16)}`
}
