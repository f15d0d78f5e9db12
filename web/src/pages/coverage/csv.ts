import type { HeatMap } from './useCells'

const field = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

/** The map as a sheet: one line an area, one column a pillar. The mark in front tells Excel that it is UTF-8. */
export function csvOf(map: HeatMap, corner: string): string {
  const lines = [[corner, ...map.pillars.map((one) => one.name)], ...map.areas.map((area) => [area.name, ...map.pillars.map((one) => String(map.count(area.code, one.code)))])]
  return `\uFEFF${lines.map((line) => line.map(field).join(',')).join('\r\n')}\r\n`
}

/** Hands a file to the browser. */
export function download(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  URL.revokeObjectURL(address)
}
