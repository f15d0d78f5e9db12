import { Calendar, type CalendarOptions, type CalendarRef, type EventInput } from '@fullcalendar/react'
import dayGrid from '@fullcalendar/react/daygrid'
import interaction from '@fullcalendar/react/interaction'
import en from '@fullcalendar/react/locales/en-gb'
import vi from '@fullcalendar/react/locales/vi'
import classic from '@fullcalendar/react/themes/classic'
import timeGrid from '@fullcalendar/react/timegrid'
import '@fullcalendar/react/skeleton.css'
import '@fullcalendar/react/themes/classic/theme.css'
import '@fullcalendar/react/themes/classic/palette.css'
import 'temporal-polyfill/global'
import { useEffect, useMemo, useRef } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import type { Schemas } from '~/api/client'
import { useLang } from '~/i18n/useLang'

import type { Card } from './cards'
import { CardView, type CardKeys } from './CardView'
import { DayHead } from './DayHead'
import classes from './Grid.module.css'
import { PlannedCard } from './PlannedCard'
import type { Rules } from './refuse'
import { useDragRefusal } from './useDragRefusal'
import type { Waiting } from './Tray'

export interface GridProps {
  view: 'month' | 'week'
  day: string
  cards: Card[]
  board: Schemas['CalendarBoard']
  rules: () => Rules
  keys: CardKeys
  /** Moves a card to a wall time; false where it stays. */
  onDrop: (card: Card, wall: string) => boolean
  onReceive: (waiting: Waiting, wall: string) => void
  onDay: (day: string) => void
  onPlanned: (id: string) => void
}

/**
 * A month or a week. The library is told wall times of the newsroom as if they were UTC, so that
 * neither it nor the browser converts anything: only the server does.
 */
export function Grid(props: GridProps) {
  const { view, day, cards, board, rules, keys, onDrop, onReceive, onDay, onPlanned } = props
  const { t } = useTranslation()
  const lang = useLang()
  const calendar = useRef<CalendarRef>(null)
  const drag = useDragRefusal(rules)
  useEffect(() => {
    // It changes its own state, which React does not allow while it renders.
    queueMicrotask(() => calendar.current?.getApi().changeView(view === 'month' ? 'dayGridMonth' : 'timeGridWeek', day))
  }, [view, day])
  const events = useMemo((): EventInput[] => [
    ...cards.map((card) => ({ id: card.id, start: card.wall, title: card.post.title ?? '', startEditable: card.post.may.schedule?.allowed === true, durationEditable: false, extendedProps: { card } })),
    ...board.planned.map((one) => ({ id: `planned-${one.id}`, start: one.day, allDay: true, title: one.title, editable: false, extendedProps: { planned: one } })),
  ], [cards, board.planned])
  const closed = (date: Date) => (board.closed.includes(date.toISOString().slice(0, 10)) ? classes.closed : undefined)
  const content: NonNullable<CalendarOptions['eventContent']> = ({ event }) => {
    const { card, planned } = event.extendedProps as { card?: Card; planned?: Schemas['CalendarPlanned'] }
    if (card) return <CardView card={card} keys={keys} />
    return planned ? <PlannedCard one={planned} onOpen={onPlanned} /> : event.title
  }
  const head = (date: Date, named: boolean) => <DayHead day={date.toISOString().slice(0, 10)} board={board} cards={cards} now={rules().now} named={named} />
  return (
    <div className={classes.grid} data-view={view}>
      <Calendar
        ref={calendar} plugins={[classic, dayGrid, timeGrid, interaction]} locale={lang === 'en' ? en : vi} timeZone="UTC" now={() => rules().now} firstDay={1}
        initialView={view === 'month' ? 'dayGridMonth' : 'timeGridWeek'} initialDate={day} headerToolbar={false} events={events} eventContent={content} eventDisplay="block"
        eventDurationEditable={false} defaultTimedEventDuration="01:00" forceEventDuration snapDuration="00:15" slotDuration="01:00" scrollTime="06:00" height={view === 'month' ? 'auto' : 680}
        dayMaxEvents={3} moreLinkText={(n) => t('calendar.more', { count: n })} moreLinkClick={(info) => onDay(info.date.toISOString().slice(0, 10))} fixedWeekCount={false} nowIndicator
        slotHeaderFormat={{ hour: '2-digit', minute: '2-digit', hour12: false }} eventClass={classes.event ?? ''} slotEventOverlap={false} dragRevertDuration={0} longPressDelay={400}
        dayCellClass={({ date }) => closed(date)} dayLaneClass={({ date }) => closed(date)} eventOrder="start,id" dayCellTopInnerClass={classes.top ?? ''}
        dayCellTopContent={(info) => head(info.date, false)} dayHeaderContent={(info) => (view === 'week' ? head(info.date, true) : info.text)}
        droppable eventAllow={drag.allow} eventDragStop={drag.stop}
        eventDrop={(info) => {
          const wall = info.event.startStr.slice(0, 16)
          info.revert() // what is drawn comes from what was read, which the move changes
          onDrop(info.oldEvent.extendedProps.card as Card, wall)
        }}
        eventReceive={(info) => {
          const waiting = info.event.extendedProps.waiting as Waiting
          const wall = info.event.allDay ? `${info.event.startStr.slice(0, 10)}T08:00` : info.event.startStr.slice(0, 16)
          info.revert()
          drag.stop()
          onReceive(waiting, wall)
        }}
      />
      <output className={classes.reason} data-seen={drag.reason ? true : undefined}>{drag.reason}</output>
    </div>
  )
}
