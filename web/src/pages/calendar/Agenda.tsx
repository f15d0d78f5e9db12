import { Title } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import type { Schemas } from '~/api/client'
import { useLang } from '~/i18n/useLang'
import { Empty } from '~/parts/Empty'

import classes from './Agenda.module.css'
import type { Card } from './cards'
import { CardView, type CardKeys } from './CardView'
import { isLong, occasions, Occasion } from './DayHead'
import { everyDay, fullDay } from './days'
import { PlannedCard } from './PlannedCard'

/** The days with anything, one after the other; the one that was asked for is brought into view. */
export function Agenda({ from, to, day, now, cards, board, keys, onPlanned }: {
  from: string; to: string; day: string; now: string; cards: Card[]; board: Schemas['CalendarBoard']; keys: CardKeys; onPlanned: (id: string) => void
}) {
  const { t } = useTranslation()
  const lang = useLang()
  useEffect(() => document.getElementById(`day-${day}`)?.scrollIntoView({ block: 'center' }), [day])
  const days = everyDay(from, to).filter((one) => one === day || cards.some((card) => card.wall.startsWith(one)) || board.planned.some((story) => story.day === one) || occasions(board.days, one).length > 0)
  return (
    <div className={classes.days}>
      {days.map((one) => {
        const own = cards.filter((card) => card.wall.startsWith(one))
        return (
          <section key={one} className={classes.day} aria-labelledby={`day-${one}`} data-closed={board.closed.includes(one) || undefined}>
            <Title order={3} id={`day-${one}`} className={classes.name}>{fullDay(one, lang)}</Title>
            {occasions(board.days, one).map((occasion) => <Occasion key={occasion.entry} one={occasion} />)}
            <ul className={classes.cards}>
              {board.planned.filter((story) => story.day === one).map((story) => <li key={story.id}><PlannedCard one={story} onOpen={onPlanned} /></li>)}
              {own.map((card) => <li key={card.id}><CardView card={card} keys={keys} whole /></li>)}
            </ul>
            {own.length === 0 && one >= now.slice(0, 10) && <Link to={'/articles/new' as string} search={{ day: one } as never} className={classes.new}>+ {t('calendar.newThatDay')}</Link>}
          </section>
        )
      })}
    </div>
  )
}

/** What goes to each channel in a week: one row a channel, one column a day. */
export function ByChannel({ from, to, cards, board, keys }: { from: string; to: string; cards: Card[]; board: Schemas['CalendarBoard']; keys: CardKeys }) {
  const { t } = useTranslation()
  const lang = useLang()
  const channels = new Map(cards.flatMap((card) => card.post.channels.map((one) => [one.channel, one.name] as const)))
  if (channels.size === 0) return <Empty>{t('calendar.nothing')}</Empty>
  const days = everyDay(from, to)
  return (
    <div className={classes.scroll}>
      <table className={classes.table}>
        <caption className="unseen">{t('calendar.views.channels')}</caption>
        <thead><tr><th scope="col">{t('calendar.channel')}</th>{days.map((day) => <th key={day} scope="col" data-closed={board.closed.includes(day) || undefined}>{fullDay(day, lang)}</th>)}</tr></thead>
        <tbody>{[...channels].toSorted((a, b) => a[1].localeCompare(b[1], lang)).map(([channel, name]) => (
          <tr key={channel}>
            <th scope="row">{name}</th>
            {days.map((day) => (
              <td key={day} data-closed={board.closed.includes(day) || undefined}><div className={classes.cell}>
                {cards.filter((card) => card.wall.startsWith(day) && card.post.channels.some((one) => one.channel === channel)).map((card) => <CardView key={card.id} card={card} keys={keys} />)}
              </div></td>
            ))}
          </tr>
        ))}</tbody>
      </table>
    </div>
  )
}

/** What lasts longer than a week, in one line above the days. */
export function Long({ board }: { board: Schemas['CalendarBoard'] }) {
  const { t } = useTranslation()
  const long = board.days.filter(isLong)
  if (long.length === 0) return null
  return <ul className={classes.long} aria-label={t('calendar.themes')}>{long.map((one) => <li key={one.entry}><Occasion one={one} /></li>)}</ul>
}
