import type { TFunction } from 'i18next'

/** A posting time that people can say: days of the week (0 is Sunday) or a day of the month, at a time. */
export interface PlainSlot {
  days: number[] // empty with `monthDay`
  monthDay?: number
  clock: string
}

const two = (n: string) => n.padStart(2, '0')

/** Reads a cron expression as a plain slot; undefined for one that says more than that. */
export function readCron(cron: string): PlainSlot | undefined {
  const [minute = '', hour = '', day = '', month = '', weekday = '', ...more] = cron.trim().split(/\s+/)
  if (more.length > 0 || !/^\d+$/.test(minute) || !/^\d+$/.test(hour) || month !== '*') return undefined
  const clock = `${two(hour)}:${two(minute)}`
  if (day !== '*') return weekday === '*' && /^\d+$/.test(day) ? { days: [], monthDay: Number(day), clock } : undefined
  if (weekday === '*') return { days: [0, 1, 2, 3, 4, 5, 6], clock }
  const days = new Set<number>()
  for (const part of weekday.split(',')) {
    const span = /^([0-7])(?:-([0-7]))?$/.exec(part)
    if (!span) return undefined
    for (let one = Number(span[1]); one <= Number(span[2] ?? span[1]); one++) days.add(one % 7)
  }
  return { days: [...days].toSorted((a, b) => a - b), clock }
}

/** The cron expression of a time on days of the week. */
export function writeCron(days: number[], clock: string): string {
  const [hour = '0', minute = '0'] = clock.split(':')
  const sorted = days.toSorted((a, b) => a - b)
  const week = sorted.length === 7 ? '*' : sorted.join(',') === '1,2,3,4,5' ? '1-5' : sorted.join(',')
  return `${Number(minute)} ${Number(hour)} * * ${week}`
}

/** A slot as a sentence: mỗi ngày làm việc lúc 08:00. */
export function slotText(cron: string, t: TFunction): string {
  const plain = readCron(cron)
  if (!plain) return t('channels.slot.other', { cron })
  const { days, clock, monthDay } = plain
  if (monthDay !== undefined) return t('channels.slot.monthly', { day: monthDay, clock })
  switch (days.join(',')) {
    case '0,1,2,3,4,5,6': return t('channels.slot.daily', { clock })
    case '1,2,3,4,5': return t('channels.slot.weekdays', { clock })
    case '0,6': return t('channels.slot.weekend', { clock })
  }
  const week = [...days.filter((day) => day > 0), ...days.filter((day) => day === 0)]
  return t('channels.slot.days', { days: week.map((day) => t(`channels.dayNames.${day as 0}`)).join(', '), clock })
}
