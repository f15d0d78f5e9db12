import { Checkbox, UnstyledButton } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { useFacets, useUnits } from '~/api/catalogue'
import { useKept } from '~/app/kept'
import { useKeys } from '~/parts/useKeys'

import type { useArticles } from './articles'
import { useColumns, type Column } from './columns'
import type { Filter } from './filter'
import classes from './List.module.css'
import { Row, type Names } from './Row'
import type { Selection } from './selection'

interface Props {
  asked: ReturnType<typeof useArticles>
  filter: Filter
  ask: (filter: Filter) => void
  selection: Selection
  preview: string | undefined
  onPreview: (id: string | undefined) => void
}

/** The rows that are in sight and some around them; the table is as high as if all were there. */
export function Table({ asked, filter, ask, selection, preview, onPreview }: Props) {
  const { t } = useTranslation()
  const { items } = asked
  const columns = useColumns()
  const names = useNames()
  const place = useRef<HTMLTableElement>(null)
  const rows = useRows(place, items.length)
  const { active, move, landed } = useActive(rows, items.length)
  const at = (index: number) => items[index]
  useKeys({
    j: () => step(1),
    k: () => step(-1),
    x: () => {
      const item = at(active)
      if (item) selection.toggle(item)
    },
    escape: () => (preview ? onPreview(undefined) : selection.clear()),
  })
  function step(by: 1 | -1) {
    const next = move(by)
    const item = at(next)
    if (preview && item) onPreview(item.edition.id)
  }
  const shown = rows.getVirtualItems()
  const end = shown.at(-1)?.index ?? 0
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = asked
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && end >= items.length - 40) void fetchNextPage()
  }, [end, items.length, hasNextPage, isFetchingNextPage, fetchNextPage])
  const above = (shown[0]?.start ?? 0) - rows.options.scrollMargin
  const below = rows.getTotalSize() - ((shown.at(-1)?.end ?? 0) - rows.options.scrollMargin)
  return (
    <div className={classes.around}>
      <table className={classes.table} ref={place} aria-label={t('list.table')} aria-rowcount={hasNextPage ? -1 : items.length + 1}>
        <colgroup><col className={classes.mark} /><col />{columns.map((one) => <col key={one} className={classes[one]} />)}</colgroup>
        <Head columns={columns} selection={selection} filter={filter} ask={ask} />
        <tbody>
          {above > 0 && <Space height={above} columns={columns.length + 2} />}
          {shown.map(({ index, key }) => {
            const item = at(index)
            return item && (
              <Row key={key} names={names} item={item} index={index} columns={columns} selected={selection.has(item.edition.id)} onSelect={(upTo) => selection.toggle(item, upTo)}
                previewed={preview === item.edition.id} onPreview={() => onPreview(preview === item.edition.id ? undefined : item.edition.id)} focus={active === index} onLand={landed} />
            )
          })}
          {below > 0 && <Space height={below} columns={columns.length + 2} />}
        </tbody>
      </table>
      <output className={classes.foot}>{isFetchingNextPage ? t('list.loading') : hasNextPage ? t('list.more', { count: items.length }) : t('list.count', { count: items.length })}</output>
    </div>
  )
}

function useNames(): Names {
  const facets = useFacets()
  const units = useUnits()
  return useMemo(() => {
    const codes = facets.of('pillar').map((one) => one.code)
    return { facets, units, pillar: (code) => (codes.indexOf(code) < 3 ? codes.indexOf(code) + 1 : 0) }
  }, [facets, units])
}

/** Stands for the rows that are not in the page; a row without a cell would have no height. */
function Space({ height, columns }: { height: number; columns: number }) {
  return <tr aria-hidden><td colSpan={columns} style={{ height, lineHeight: 0 }}>{'\u00a0'}</td></tr>
}

function useRows(place: React.RefObject<HTMLTableElement | null>, count: number) {
  const [density] = useKept('density', 'comfortable')
  const narrow = useMediaQuery('(max-width: 767px)')
  const height = narrow ? 76 : density === 'compact' ? 36 : 44
  const [margin, setMargin] = useState(0)
  useLayoutEffect(() => {
    const table = place.current
    const measure = () => table && setMargin(table.getBoundingClientRect().top + window.scrollY + (table.tHead?.offsetHeight ?? 0))
    measure()
    const watch = new ResizeObserver(measure)
    if (table?.parentElement?.parentElement) watch.observe(table.parentElement.parentElement)
    return () => watch.disconnect()
  }, [place])
  const rows = useWindowVirtualizer({ count, estimateSize: () => height, overscan: 6, scrollMargin: margin, scrollPaddingStart: 110, scrollPaddingEnd: 80 })
  const { measure } = rows
  useEffect(() => {
    if (height > 0) measure() // rows of another height
  }, [height, measure])
  return rows
}

/** The row on which keys act; it gets the focus once it is there. */
function useActive(rows: ReturnType<typeof useRows>, count: number) {
  const [active, setActive] = useState(-1)
  const [wanted, setWanted] = useState(-1)
  return {
    active: wanted >= 0 ? wanted : active,
    move: (by: 1 | -1) => {
      const next = Math.min(Math.max((wanted >= 0 ? wanted : active) + by, 0), count - 1)
      setWanted(next)
      rows.scrollToIndex(next, { align: 'auto' })
      return next
    },
    /** The focus is on a row, by these keys or by any other way. */
    landed: (index: number) => {
      setActive(index)
      setWanted(-1)
    },
  }
}

function Head({ columns, selection, filter, ask }: { columns: Column[]; selection: Selection; filter: Filter; ask: (filter: Filter) => void }) {
  const { t } = useTranslation()
  const due = filter.sort === 'due'
  function turn() {
    const { sort, ...rest } = filter
    ask(sort === undefined ? { ...rest, sort: 'changed' } : sort === 'changed' ? { ...rest, sort: 'due' } : rest)
  }
  return (
    <thead>
      <tr>
        <th scope="col"><Checkbox aria-label={t('list.selectAll')} checked={selection.all} indeterminate={!selection.all && selection.items.length > 0} onChange={selection.toggleAll} /></th>
        <th scope="col">{t('list.columns.title')}</th>
        {columns.map((one) => one === 'date' ? (
          <th scope="col" key={one} className={classes.cell} aria-sort={filter.sort ? 'ascending' : 'descending'}>
            <UnstyledButton className={classes.sort} onClick={turn} title={t(`list.sort.${filter.sort ?? 'newest'}`)}>
              {t(due ? 'list.columns.due' : 'list.columns.date')}{filter.sort ? <IconArrowUp size={14} aria-hidden /> : <IconArrowDown size={14} aria-hidden />}
            </UnstyledButton>
          </th>
        ) : <th scope="col" key={one} className={classes.cell} data-column={one}>{t(`list.columns.${one}`)}</th>)}
      </tr>
    </thead>
  )
}
