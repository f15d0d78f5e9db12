import { useTranslation } from '~/i18n/useTranslation'

import { api } from '~/api/client'
import { useLang, useWords } from '~/i18n/useLang'
import { reviewAddress, useQueue } from '~/pages/reviews/queue'
import { Urgent } from '~/pages/reviews/ReviewRow'
import { Go } from '~/parts/Go'
import { wallOf } from '~/time/format'
import { spanText } from '~/time/span'
import { useTime } from '~/time/useTime'

import { Card, Line } from './Card'
import { quarterOf } from './day'
import { EditionLine } from './WriterCards'
import classes from './Home.module.css'

/** What somebody can approve or check now; what is urgent first, then what waits longest. */
export function ToApprove() {
  const { t } = useTranslation()
  const lang = useLang()
  const queue = useQueue('mine', 100)
  const data = queue.data && { items: queue.data, ...(queue.hasNextPage && { next_cursor: 'more' }) }
  return (
    <Card name="approve" title={t('home.approve.title')} asked={{ ...queue, data }} to="/reviews" nothing={t('home.approve.nothing')}>
      {(one) => (
        <Line to={reviewAddress(one)} lang={one.lang} title={one.title}>
          {one.urgent && <Urgent />}
          {one.check && <span>{t('review.queue.check')}</span>}
          <span>{t('review.queue.waits')} {spanText(one.waiting_seconds, lang)}</span>
        </Line>
      )}
    </Card>
  )
}

/** What is approved and on no channel's plan. */
export function Unscheduled() {
  const { t } = useTranslation()
  const asked = api.useQuery('get', '/articles', { params: { query: { state: ['approved'], publication: ['none'], limit: 100 } } })
  return (
    <Card name="unscheduled" title={t('home.unscheduled.title')} asked={asked} to="/articles" search={{ state: 'approved', publication: 'none' }} nothing={t('home.unscheduled.nothing')}>
      {(row) => <EditionLine row={row} to={reviewAddress(row.edition)} />}
    </Card>
  )
}

/** Pillars and content areas of which nothing was published or is planned in this quarter. */
export function Gaps() {
  const { t } = useTranslation()
  const words = useWords()
  const time = useTime()
  const { year, month } = wallOf(new Date(), time.zone)
  const asked = api.useQuery('get', '/calendar/coverage', { params: { query: { year } } })
  const months = quarterOf(month)
  const empty = (row: { gaps: number[] }) => months.every((one) => row.gaps.includes(one))
  const items = asked.data && [
    ...asked.data.pillars.filter(empty).map((row) => ({ kind: 'pillar' as const, row })),
    ...asked.data.areas.filter(empty).map((row) => ({ kind: 'area' as const, row })),
  ]
  return (
    <Card name="gaps" title={items?.length ? t('home.coverage.gaps', { count: items.length }) : t('home.coverage.title')} asked={{ ...asked, data: items && { items } }} to="/coverage" nothing={t('home.coverage.full')} action={<Go to="/coverage">{t('home.coverage.open')}</Go>}>
      {({ kind, row }) => <Line to="/articles/new" search={{ [kind]: row.code }} title={words(row.name)}><span>{t(`home.coverage.${kind}`)}</span></Line>}
    </Card>
  )
}

/** What the press waits for from the units of somebody who answers. */
export function Requests() {
  const { t } = useTranslation()
  const time = useTime()
  const asked = api.useQuery('get', '/requests', { params: { query: { state: 'routed', limit: 100 } } })
  return (
    <Card name="requests" title={t('home.requests.title')} asked={asked} to="/press" search={{ state: 'routed' }} nothing={t('home.requests.nothing')}>
      {(one) => (
        <Line to="/press" search={{ request: one.id }} lang={one.lang} title={one.subject}>
          <span>{one.organisation}</span>
          {one.due && <span className={one.late ? classes.late : undefined}>{t(one.late ? 'home.planned.late' : 'home.planned.due', { at: time.due(one.due) })}</span>}
        </Line>
      )}
    </Card>
  )
}
