import { ActionIcon, Tooltip } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from '~/i18n/useTranslation'

import type { Schemas } from '~/api/client'
import { useLang, useWords } from '~/i18n/useLang'

import type { Card } from './cards'
import classes from './DayHead.module.css'
import { fullDay, shortDay } from './days'

type Day = Schemas['CalendarDay']

/** Days of the calendar that are about this day; what lasts longer than a week stands above the whole. */
export function occasions(days: Day[], day: string): Day[] {
  return days.filter((one) => !isLong(one) && one.from <= day && day <= one.to)
}

export function isLong(one: Day): boolean {
  return one.kind === 'theme' || Date.parse(one.to) - Date.parse(one.from) > 6 * 86_400_000
}

/** The number of a day, what the day is, and a way to a new story for it where it has none. */
export function DayHead({ day, board, cards, now, named = false }: { day: string; board: Schemas['CalendarBoard']; cards: Card[]; now: string; named?: boolean }) {
  const { t } = useTranslation()
  const lang = useLang()
  const empty = day >= now.slice(0, 10) && !cards.some((one) => one.wall.startsWith(day))
  return (
    <div className={classes.head} data-day={day}>
      <span className={classes.line}>
        <span>{named ? shortDay(day, lang) : String(Number(day.slice(8)))}</span>
        {empty && (
          <Tooltip label={t('calendar.newThatDay')}>
            <ActionIcon className={classes.plus} component={Link} to={'/articles/new' as string} search={{ day } as never} variant="subtle" size={24} tabIndex={-1} aria-label={`${t('calendar.newThatDay')}: ${fullDay(day, lang)}`}><IconPlus size={16} /></ActionIcon>
          </Tooltip>
        )}
      </span>
      {occasions(board.days, day).slice(0, 2).map((one) => <Occasion key={one.entry} one={one} />)}
    </div>
  )
}

/** What a day is, with how sure that is. */
export function Occasion({ one }: { one: Day }) {
  const { t } = useTranslation()
  const words = useWords()
  const sure = one.evidence === 'plan' || one.evidence === 'verified' || !one.evidence
  const name = words(one.title)
  const how = one.evidence ? t(`calendar.evidence.${one.evidence}` as 'calendar.evidence.plan') : t('calendar.evidence.own')
  return <span className={classes.occasion} data-cancelled={one.cancelled || undefined} title={`${name} · ${how}`}>{name}{sure ? '' : ` (${t('calendar.unsure')})`}</span>
}
