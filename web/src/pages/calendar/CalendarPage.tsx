import { Anchor, Group, Stack, Text, Title } from '@mantine/core'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { lazy, Suspense, useMemo, useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { api } from '~/api/client'
import { Loaded } from '~/parts/Loaded'
import { ProblemNote } from '~/parts/ProblemNote'
import { useTitle } from '~/parts/useTitle'
import { toProblem } from '~/api/problem'
import { mayAnywhere, useMe } from '~/session/me'
import { useTime } from '~/time/useTime'

import { Agenda, ByChannel, Long } from './Agenda'
import { Bar, Filters } from './Bar'
import classes from './Calendar.module.css'
import { cardsOf, wallText, type Card } from './cards'
import { shiftDay } from './days'
import { MoveDialog, type Subject } from './MoveDialog'
import { PlannedDialog, ProposeButton } from './Planned'
import { PlannedList } from './PlannedList'
import { daysOf, today, type Change, type Search } from './search'
import { Tray, type Waiting } from './Tray'
import { useFocus } from './useFocus'
import { useMoves } from './useMoves'
import { usePlan } from './usePlan'
import { useRules } from './useDays'

const Grid = lazy(() => import('./Grid').then((one) => ({ default: one.Grid })))

/** What goes out when, what there is to write, and what the days are. */
export function CalendarPage() {
  const { t } = useTranslation()
  const time = useTime()
  const me = useMe()
  const search = useSearch({ strict: false }) as Search
  const navigate = useNavigate()
  const view = search.view ?? 'month'
  const day = search.day ?? today()
  const range = daysOf(view, day)
  const change = (next: Change) => void navigate({ to: '/calendar' as string, search: { ...search, ...next } as never, replace: true })
  const sees = mayAnywhere(me, 'delivery.read')
  const posts = api.useQuery('get', '/calendar/posts', { params: { query: range } }, { enabled: sees && view !== 'planned', placeholderData: (old) => old })
  const board = api.useQuery('get', '/calendar', { params: { query: range } }, { placeholderData: (old) => old })
  const rules = useRules()
  const { move, said } = useMoves(rules)
  const plan = usePlan()
  const [subject, setSubject] = useState<Subject>()
  const [planned, setPlanned] = useState<string>()
  const cards = useMemo(() => cardsOf(posts.data?.posts ?? [], search), [posts.data, search])
  const follow = useFocus(cards)
  const go = (card: Card, wall: string) => {
    follow(card.id)
    if (move(card, wall) && (wall.slice(0, 10) < range.from || wall.slice(0, 10) > range.to)) change({ day: wall.slice(0, 10) })
  }
  const keys = {
    onStep: (card: Card, days: number) => go(card, shiftDay(card.wall.slice(0, 10), days) + card.wall.slice(10)),
    onMove: (card: Card) => setSubject({ card }),
  }
  useTitle(t('shell.rooms.calendar'))
  const receive = (waiting: Waiting, wall: string) => setSubject({ waiting, wall })
  const now = wallText(new Date())
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <Title order={1}>{t('shell.rooms.calendar')}</Title>
        <Group gap="md">
          {mayAnywhere(me, 'channel.read') && <Anchor component={Link} to={'/closed-days' as string}>{t('shell.rooms.closedDays')}</Anchor>}
          <ProposeButton day={day} />
        </Group>
      </Group>
      <Bar view={view} day={day} onChange={change} />
      <Filters search={search} onChange={change} range={range} />
      <Text size="sm" c="dimmed">{t('calendar.zone', { zone: time.zoneText })} {view !== 'planned' && sees && t('calendar.keys')}</Text>
      {!sees && <Text size="sm">{t('calendar.denied')}</Text>}
      {posts.error != null && <ProblemNote problem={toProblem(posts.error)} onRetry={() => void posts.refetch()} />}
      {posts.data?.cut && <Text size="sm">{t('calendar.cut')}</Text>}
      {view === 'planned' ? <PlannedList search={search} onOpen={setPlanned} /> : (
        <div className={classes.columns}>
          <Loaded asked={board} lines={8}>{(days) => {
            const shown = { ...days, planned: days.planned.filter((one) => !search.unit || one.unit === search.unit) }
            return (
              <Stack gap="sm">
                <Long board={shown} />
                {view === 'agenda' && <Agenda {...range} day={day} now={now} cards={cards} board={shown} keys={keys} onPlanned={setPlanned} />}
                {view === 'channels' && <ByChannel {...range} cards={cards} board={shown} keys={keys} />}
                {(view === 'month' || view === 'week') && (
                  <Suspense fallback={null}>
                    <Grid view={view} day={day} cards={cards} board={shown} rules={rules} keys={keys} onDrop={move} onReceive={receive} onDay={(day) => change({ view: 'agenda', day })} onPlanned={setPlanned} />
                  </Suspense>
                )}
              </Stack>
            )
          }}</Loaded>
          {sees && <Tray search={search} onOpen={(waiting) => receive(waiting, `${day < today() ? today() : day}T08:00`)} />}
        </div>
      )}
      <output className="unseen" aria-live="polite" data-said>{said}</output>
      {subject && <MoveDialog subject={subject} rules={rules} onMove={go} onPlan={(...what) => void plan(...what)} onClose={() => setSubject(undefined)} />}
      {planned && <PlannedDialog id={planned} onClose={() => setPlanned(undefined)} />}
    </Stack>
  )
}
