import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

/** One figure of a build, in bytes as they come over the line. */
export interface Figure {
  name: string
  bytes: number
  most: number
}

const kB = 1000

/**
 * Pages that may be heavy, by the names of their chunks; what they share with others counts for
 * them. The calendar is above its aim of 110 kB, and the first load above that of 260: no build may be
 * heavier than today's, and whoever makes one lighter lowers these.
 */
const heavy = [
  { name: 'editor', page: /^Editor-/, most: 220 * kB },
  { name: 'calendar', page: /^(CalendarPage|Grid)-/, most: 140 * kB },
]
const firstMost = 295 * kB
const anyMost = 40 * kB

/** The pages that somebody sees first: the overview, in either language. */
const firstPage = /^Home-/

/**
 * Weighs a build: what the first page loads, what the heavy pages load beyond that, and every
 * other chunk by itself.
 */
export function weigh(dist: string): Figure[] {
  const assets = join(dist, 'assets')
  const chunks = readdirSync(assets).filter((name) => name.endsWith('.js'))
  const imports = new Map(chunks.map((name) => [name, staticImports(readFileSync(join(assets, name), 'utf8'))]))
  const bytes = (names: Iterable<string>) => [...names].reduce((sum, name) => sum + gzipSync(readFileSync(join(assets, name)), { level: 9 }).length, 0)

  const whole = (starts: string[], without: Set<string> = new Set()) => {
    const found = new Set<string>()
    const visit = (name: string) => {
      if (found.has(name) || without.has(name)) return
      found.add(name)
      for (const next of imports.get(name) ?? []) visit(next)
    }
    for (const one of starts) visit(one)
    return found
  }

  const entry = [...readFileSync(join(dist, 'index.html'), 'utf8').matchAll(/\/assets\/([^"]+\.js)"/g)].map((match) => match[1]!)
  if (entry.length === 0) throw new Error(`${dist}/index.html loads no script`)
  const first = whole([...entry, ...chunks.filter((name) => firstPage.test(name))])
  const figures: Figure[] = [{ name: 'first load', bytes: bytes(first), most: firstMost }]
  const counted = new Set(first)
  for (const { name, page, most } of heavy) {
    const starts = chunks.filter((one) => page.test(one))
    if (starts.length === 0) continue
    const own = whole(starts, first)
    figures.push({ name, bytes: bytes(own), most })
    for (const one of own) counted.add(one)
  }
  for (const name of chunks) if (!counted.has(name)) figures.push({ name, bytes: bytes([name]), most: anyMost })
  return figures
}

/** The chunks that a chunk needs before it runs; those that it asks for later are in import(…). */
export function staticImports(code: string): string[] {
  const found = new Set<string>()
  for (const match of code.matchAll(/(?:\bfrom|\bimport)\s*(["'`])\.\/([^"'`]+\.js)\1/g)) found.add(match[2]!)
  return [...found]
}

/** The figures as a table, heaviest first, and whether all hold. */
export function tell(figures: Figure[]): { text: string; holds: boolean } {
  const lines = figures.toSorted((a, b) => b.bytes - a.bytes)
    .map(({ name, bytes, most }) => `${(bytes / kB).toFixed(1).padStart(8)} of ${String(most / kB).padStart(3)} kB  ${bytes > most ? 'TOO HEAVY  ' : ''}${name}`)
  return { text: lines.join('\n'), holds: figures.every(({ bytes, most }) => bytes <= most) }
}
