import { Title } from '@mantine/core'
import { IconChevronRight } from '@tabler/icons-react'
import { useId, type ReactNode } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { Go, type Query } from '~/parts/Go'
import { Loaded } from '~/parts/Loaded'
import { useTime } from '~/time/useTime'

import classes from './Home.module.css'

/** A list as it was asked for, with whether there is more. */
export interface Page<One> {
  items: One[]
  next_cursor?: string
}

interface Asked<One> {
  data: Page<One> | undefined
  error: unknown
  isPending: boolean
  refetch: () => unknown
}

/**
 * A heap of work: how much there is, the first of it, and the way to all of it. The number is
 * that of the list behind it; beyond a page it is told as more than that.
 */
export function Card<One>({ name, title, asked, to, search, nothing, action, shown = 5, count, children }: {
  name: string // stable, such as drafts
  title: string
  asked: Asked<One>
  to: string
  search?: Query
  nothing: string
  action?: ReactNode
  shown?: number
  count?: number | undefined // where several things of the list behind it are one line here
  children: (one: One) => ReactNode
}) {
  const { t } = useTranslation()
  const time = useTime()
  const heading = useId()
  const items = asked.data?.items
  const told = items ? `${time.number(count ?? items.length)}${asked.data?.next_cursor ? '+' : ''}` : ''
  return (
    <section className={classes.card} aria-labelledby={heading} data-card={name}>
      <div className={classes.top}>
        <Title order={2} size="h3" id={heading}>{title}</Title>
        {items && <Go to={to} search={search} className={classes.count} aria-label={`${title}: ${told}`}>{told}</Go>}
      </div>
      <Loaded asked={asked} lines={3}>{({ items }) => items.length === 0
        ? <p className={classes.nothing}>{nothing} {action}</p>
        : <>
          <ul className={classes.lines}>{items.slice(0, shown).map((one, i) => <li key={i}>{children(one)}</li>)}</ul>
          <div className={classes.foot}>{items.length > shown && <Go to={to} search={search}>{t('home.seeAll')} <IconChevronRight size={14} aria-hidden /></Go>}{action}</div>
        </>}</Loaded>
    </section>
  )
}

/** One line of a card: what, and beside it when or how. */
export function Line({ to, search, lang, title, mark, children }: { to?: string; search?: Query; lang?: string; title: string; mark?: ReactNode; children?: ReactNode }) {
  return (
    <div className={classes.line}>
      {mark}
      <div className={classes.what}>
        {to ? <Go to={to} search={search} lang={lang}>{title}</Go> : <span lang={lang}>{title}</span>}
        {children !== undefined && <div className={classes.facts}>{children}</div>}
      </div>
    </div>
  )
}
