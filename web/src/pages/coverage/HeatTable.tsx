import { IconMapPin } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useRef, useState, type KeyboardEvent } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import type { Schemas } from '~/api/client'
import { useTime } from '~/time/useTime'

import classes from './HeatTable.module.css'
import { levelOf, type Measure, type Search } from './period'
import { listBehind, type HeatMap } from './useCells'

const moves: Record<string, [number, number]> = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }

/** The map as a table. One of its cells is in the order of the Tab key; arrows go to the others. */
export function HeatTable({ map, counted, measure, narrow, caption, mark, small = false }: {
  map: HeatMap; counted: Schemas['Coverage']; measure: Measure; narrow: Search; caption: string; mark?: { pillar?: string | undefined; area?: string | undefined }; small?: boolean
}) {
  const { t } = useTranslation()
  const time = useTime()
  const [at, setAt] = useState<[number, number]>([0, 0])
  const table = useRef<HTMLTableElement>(null)
  function press(event: KeyboardEvent) {
    const move = moves[event.key]
    const ends = event.key === 'Home' ? 0 : event.key === 'End' ? map.pillars.length - 1 : undefined
    if ((!move && ends === undefined) || event.altKey || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    const row = Math.min(Math.max(at[0] + (move?.[0] ?? 0), 0), map.areas.length - 1)
    const column = ends ?? Math.min(Math.max(at[1] + (move?.[1] ?? 0), 0), map.pillars.length - 1)
    setAt([row, column])
    table.current?.querySelector<HTMLElement>(`[data-at="${row} ${column}"]`)?.focus()
  }
  return (
    <table ref={table} className={classes.table} data-small={small || undefined}>
      <caption className={small ? 'unseen' : classes.caption}>{caption}</caption>
      <thead><tr><th scope="col">{t('coverage.area')}</th>{map.pillars.map((one) => <th key={one.code} scope="col" data-crosses={one.crosses || undefined}>{one.name}</th>)}</tr></thead>
      <tbody>{map.areas.map((area, row) => (
        <tr key={area.code}>
          <th scope="row">{area.name}</th>
          {map.pillars.map((pillar, column) => {
            const count = map.count(area.code, pillar.code)
            const here = mark !== undefined && mark.pillar === pillar.code && mark.area === area.code
            const to = count > 0 ? listBehind(area.code, pillar.code, measure, counted, narrow) : { to: '/articles/new', search: { pillar: pillar.code, area: area.code } }
            const name = t('coverage.cell', { area: area.name, pillar: pillar.name, count })
            const says = [name, count > 0 ? t('coverage.open') : t('coverage.write'), here && t('coverage.here')].filter(Boolean).join('. ')
            return (
              <td key={pillar.code} data-crosses={pillar.crosses || undefined}>
                <Link
                  to={to.to as string} search={to.search as never} className={classes.cell} data-level={levelOf(count, map.most)} data-here={here || undefined} data-at={`${row} ${column}`} data-cell={`${area.code} ${pillar.code}`}
                  tabIndex={at[0] === row && at[1] === column ? 0 : -1} onFocus={() => setAt([row, column])} onKeyDown={press} aria-label={says} title={says}
                >{time.number(count)}{here && <IconMapPin size={14} aria-hidden />}</Link>
              </td>
            )
          })}
        </tr>
      ))}</tbody>
    </table>
  )
}
