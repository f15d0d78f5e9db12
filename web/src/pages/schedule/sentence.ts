import type { TFunction } from 'i18next'

import type { Lang } from '~/i18n/lang'
import { clockOf, dayOf, momentOf, zoneText } from '~/time/format'

import { leftUntil } from './plan'

/** What is planned: for each channel its name and its hour, none for one that goes at once. */
export interface Going {
  name: string
  at?: Date | undefined
}

interface Around {
  t: TFunction
  lang: Lang
  zone: string
  now: Date
}

/**
 * The one sentence of a plan: when, where, how long until then. Channels that go at the same
 * minute stand together; others follow with their own hours.
 */
export function sentenceOf(going: Going[], { t, lang, zone, now }: Around): string {
  if (going.length === 0) return t('schedule.sentence.nowhere')
  const groups = new Map<string, Going[]>()
  for (const one of going.toSorted((a, b) => (a.at?.getTime() ?? 0) - (b.at?.getTime() ?? 0))) {
    const hour = one.at ? momentOf(one.at, lang, zone) : ''
    groups.set(hour, [...(groups.get(hour) ?? []), one])
  }
  const list = [...groups.values()]
  const names = (group: Going[]) => new Intl.ListFormat(lang === 'vi' ? 'vi-VN' : 'en-GB', { type: 'unit' }).format(group.map((one) => one.name))
  const parts = list.map((group, i) => {
    const at = group[0]?.at
    if (!at) return t('schedule.sentence.now', { channels: names(group) })
    const words = { day: weekdayOf(at, lang, zone), clock: clockOf(at, zone), zone: zoneText(zone, lang), channels: names(group) }
    return t(i === 0 ? 'schedule.sentence.at' : 'schedule.sentence.then', words)
  })
  const first = list[0]?.[0]?.at
  const left = first ? leftText(leftUntil(first, now), t) : ''
  return parts.join('; ') + (left && t('schedule.sentence.left', { left })) + '.'
}

/** T2, 30/11/2026 — the moment without its clock. */
function weekdayOf(at: Date, lang: Lang, zone: string): string {
  return momentOf(at, lang, zone).slice(0, momentOf(at, lang, zone).indexOf(dayOf(at, lang, zone))) + dayOf(at, lang, zone)
}

export function leftText(left: ReturnType<typeof leftUntil>, t: TFunction): string {
  return left.map(({ unit, count }) => t(`schedule.left.${unit}`, { count })).join(' ')
}
