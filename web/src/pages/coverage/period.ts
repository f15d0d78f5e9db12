/** What the address of the map says: what is counted, in which time, and of what. */
export interface Search {
  measure?: Measure
  period?: Period
  year?: string
  quarter?: string // 1 to 4
  from?: string
  to?: string
  unit?: string
  lang?: string
  audience?: string
  member_state?: string
}

export const measures = ['written', 'published', 'planned'] as const
export type Measure = (typeof measures)[number]
export const periods = ['year', 'quarter', 'free'] as const
export type Period = (typeof periods)[number]

/** Reads an address, whatever somebody made of it. */
export function readSearch(raw: Record<string, unknown>): Search {
  const found: Record<string, string> = {}
  const keep = (name: keyof Search, fits: (text: string) => boolean) => {
    // The router reads 2026 as a number.
    const text = String(raw[name] ?? '')
    if (text && fits(text)) found[name] = text
  }
  keep('measure', (text) => measures.some((one) => one === text))
  keep('period', (text) => periods.some((one) => one === text))
  keep('year', (text) => /^(19|20)\d{2}$/.test(text))
  keep('quarter', (text) => /^[1-4]$/.test(text))
  for (const day of ['from', 'to'] as const) keep(day, (text) => /^\d{4}-\d{2}-\d{2}$/.test(text))
  for (const code of ['unit', 'lang', 'audience', 'member_state'] as const) keep(code, () => true)
  return found as Search
}

const lastDays = ['03-31', '06-30', '09-30', '12-31']
const firstDays = ['01-01', '04-01', '07-01', '10-01']

/** The quarter of a day such as 2026-11-26, as the address names it. */
export function quarterOf(day: string): { year: string; quarter: string } {
  return { year: day.slice(0, 4), quarter: String(Math.floor((Number(day.slice(5, 7)) - 1) / 3) + 1) }
}

/** The first and last day of what the address asks for; nothing typed yet means this year. */
export function daysOf(search: Search, today: string): { from: string; to: string } {
  const year = search.year ?? today.slice(0, 4)
  if (search.period === 'quarter') {
    const at = Number(search.quarter ?? quarterOf(today).quarter) - 1
    return { from: `${year}-${firstDays[at] ?? '01-01'}`, to: `${year}-${lastDays[at] ?? '12-31'}` }
  }
  const from = search.from ?? `${year}-01-01`
  const to = search.to ?? `${year}-12-31`
  if (search.period === 'free' && from <= to) return { from, to }
  return { from: `${year}-01-01`, to: `${year}-12-31` }
}

/** The level of a cell, 0 to 4: nothing, and then by its part of the most. */
export function levelOf(count: number, most: number): number {
  return count === 0 ? 0 : Math.max(1, Math.ceil((4 * count) / most))
}
