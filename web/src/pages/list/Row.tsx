import { IconClock, IconPencil, IconWorld } from '@tabler/icons-react'
import { memo, useLayoutEffect, useRef, type ReactNode } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import type { useFacets, useUnits } from '~/api/catalogue'
import { ChannelMark } from '~/parts/ChannelMark'
import { Go } from '~/parts/Go'
import tag from '~/parts/PillarTag.module.css'
import { deliveryState, editionState, StateChip } from '~/parts/StateChip'
import { useTime } from '~/time/useTime'

import type { Item } from './articles'
import type { Column } from './columns'
import classes from './List.module.css'

/** What codes are called: asked once for the table, and not by each of its cells. */
export interface Names {
  facets: ReturnType<typeof useFacets>
  units: ReturnType<typeof useUnits>
  pillar: (code: string) => number
}

interface Props {
  names: Names
  item: Item
  index: number
  columns: Column[]
  selected: boolean
  onSelect: (upTo: boolean) => void
  previewed: boolean
  onPreview: () => void
  focus: boolean
  onLand: (index: number) => void
}

/** One edition. What stays the same while a person scrolls is not drawn again. */
export const Row = memo(function Row({ names, item, index, columns, selected, onSelect, previewed, onPreview, focus, onLand }: Props) {
  const { t } = useTranslation()
  const title = useRef<HTMLAnchorElement>(null)
  useLayoutEffect(() => {
    if (focus && document.activeElement !== title.current) title.current?.focus({ preventScroll: true })
  }, [focus])
  const { article, edition } = item
  return (
    <tr className={classes.row} aria-rowindex={index + 2} data-selected={selected || undefined} data-previewed={previewed || undefined}>
      <td><input type="checkbox" className={classes.box} aria-label={t('list.select', { title: edition.title })} checked={selected} onChange={() => undefined} onClick={(event) => onSelect(event.shiftKey)} /></td>
      <td className={classes.title}>
        <span className={classes.heading}>
          <Go to={`/articles/${article.id}/${edition.lang}`} ref={title} className={classes.link} lang={edition.lang} onFocus={() => onLand(index)} title={edition.title}
            onKeyDown={(event) => {
              if (event.key !== ' ') return
              event.preventDefault()
              onPreview()
            }}>{edition.title}</Go>
          <Languages item={item} />
        </span>
        <span className={classes.narrow}><StateChip state={editionState(edition)} /> <Hour item={item} /></span>
      </td>
      {columns.map((one) => <td key={one} className={classes.cell} data-column={one}><Cell column={one} item={item} names={names} /></td>)}
    </tr>
  )
}, (was, is) => was.item === is.item && was.names === is.names && was.index === is.index && was.columns.join() === is.columns.join() && was.selected === is.selected && was.previewed === is.previewed && was.focus === is.focus)

/** The languages of the story; that of the row stands out. */
function Languages({ item }: { item: Item }) {
  const { t } = useTranslation()
  return (
    <span className={classes.languages}>{item.languages.map((one) => {
      const words = t('list.language', { lang: one.lang.toUpperCase(), state: t(`states.${editionState(one)}`) })
      return one.lang === item.edition.lang
        ? <span key={one.lang} className={classes.language} data-this title={words}>{one.lang.toUpperCase()}</span>
        : <Go key={one.lang} to={`/articles/${item.article.id}/${one.lang}`} className={classes.language} title={words} aria-label={words}>{one.lang.toUpperCase()}</Go>
    })}</span>
  )
}

function Cell({ column, item, names }: { column: Column; item: Item; names: Names }): ReactNode {
  const { t } = useTranslation()
  const { facets, units } = names
  const { article, edition } = item
  switch (column) {
    case 'state': return <StateChip state={editionState(edition)} />
    case 'pillar': return article.facets.pillars?.length ? <Pillars codes={article.facets.pillars} names={names} /> : <span className={classes.soft}>{t('list.noPillar')}</span>
    case 'area': return <Cut>{article.facets.areas?.map((code) => facets.short('area', code)).join(', ') ?? ''}</Cut>
    case 'unit': return <Cut whole={units.name(article.unit)}>{units.all.find((one) => one.code === article.unit)?.short || units.name(article.unit)}</Cut>
    case 'channels': return <Channels item={item} />
    case 'date': return <Hour item={item} />
    case 'people': return <Cut>{item.people.map((one) => one.name).filter(Boolean).join(', ')}</Cut>
  }
}

/** Words that may be too long for their column are whole in the tip. */
function Cut({ children, whole = children }: { children: string; whole?: string }) {
  return <span className={classes.cut} title={whole}>{children}</span>
}

/** The first pillar, and how many more there are. */
function Pillars({ codes, names: { facets, pillar } }: { codes: string[]; names: Names }) {
  const [first = '', ...more] = codes
  return <span className={classes.together}><span className={tag.tag} data-pillar={pillar(first)} title={facets.name('pillar', first)}>{facets.short('pillar', first)}</span>{more.length > 0 && <span className={classes.soft} title={more.map((code) => facets.name('pillar', code)).join(', ')}>+{more.length}</span>}</span>
}

const marksShown = 3

function Channels({ item }: { item: Item }) {
  const { t } = useTranslation()
  const stateOf = (one: NonNullable<Item['channels']>[number]) => deliveryState(one.state as Parameters<typeof deliveryState>[0])
  // What somebody has to see to is among those that are shown.
  const all = (item.channels ?? []).toSorted((a, b) => Number(['failed', 'uncertain'].includes(stateOf(b))) - Number(['failed', 'uncertain'].includes(stateOf(a))))
  const words = (one: (typeof all)[number]) => `${one.name}: ${t(`states.${stateOf(one)}`)}`
  const more = all.slice(marksShown)
  return (
    <span className={classes.together}>
      {all.slice(0, marksShown).map((one) => <span key={one.channel} className={classes.channel} data-state={stateOf(one)}><ChannelMark kind={one.kind} size={20} label={words(one)} /></span>)}
      {more.length > 0 && <span className={classes.soft} title={more.map(words).join('\n')}>+{more.length}</span>}
    </span>
  )
}

const open = new Set(['waiting', 'sending', 'polling', 'retrying', 'unsure', 'attention'])

/** When it goes out next, went out first, or was changed. */
export function hourOf(item: Item): { kind: 'due' | 'sent' | 'changed'; at: string } {
  const channels = item.channels ?? []
  const due = channels.filter((one) => open.has(one.state)).map((one) => one.due_at).toSorted()[0]
  if (due) return { kind: 'due', at: due }
  const sent = channels.flatMap((one) => one.sent_at ?? []).toSorted()[0]
  return sent ? { kind: 'sent', at: sent } : { kind: 'changed', at: item.edition.updated_at }
}

const signs = { due: IconClock, sent: IconWorld, changed: IconPencil }

function Hour({ item }: { item: Item }) {
  const { t } = useTranslation()
  const time = useTime()
  const { kind, at } = hourOf(item)
  const Sign = signs[kind]
  return <span className={classes.hour} title={t(`list.hour.${kind}`, { at: time.moment(at) })}><Sign size={14} aria-hidden /><span className="unseen">{t(`list.short.${kind}`)}</span> {time.day(at)} {time.clock(at)}</span>
}
