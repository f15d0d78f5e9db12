import type { Lang } from '~/i18n/lang'

const steps: ['day' | 'hour' | 'minute', number][] = [['day', 86_400], ['hour', 3_600], ['minute', 60]]

/** How long something took or waits, in its largest unit: 3 ngày, 2 hours. Below a minute it is one. */
export function spanText(seconds: number, lang: Lang): string {
  const [unit, size] = steps.find(([, size]) => seconds >= size) ?? ['minute', 60]
  return new Intl.NumberFormat(lang === 'vi' ? 'vi-VN' : 'en-GB', { style: 'unit', unit, unitDisplay: 'long' }).format(Math.max(1, Math.trunc(seconds / size)))
}
