import { Badge, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useTranslation } from '~/i18n/useTranslation'

import { useUnits } from '~/api/catalogue'
import { useNames } from '~/api/names'
import { useLang, useWords } from '~/i18n/useLang'
import { Go } from '~/parts/Go'
import { StateChip, type Shown } from '~/parts/StateChip'
import { spanText } from '~/time/span'
import { useTime } from '~/time/useTime'

import { editorAddress, reviewAddress, type Box, type Review } from './queue'
import classes from './Reviews.module.css'

/** One thing that waits: what, since when, and for whom. */
export function ReviewRow({ review, box }: { review: Review; box: Box }) {
  const { t } = useTranslation()
  const lang = useLang()
  const words = useWords()
  const time = useTime()
  const units = useUnits()
  const name = useNames([review.submitted_by])
  const sender = name(review.submitted_by)
  return (
    <li className={classes.row} data-urgent={review.urgent || undefined}>
      <div className={classes.what}>
        <Go to={review.kind === 'changes' ? editorAddress(review) : reviewAddress(review)} className={classes.title} data-row="" lang={review.lang}>{review.title}</Go>
        <div className={classes.facts}>
          {review.urgent && <Urgent />}
          <Badge variant="outline" color="gray" size="sm">{review.lang.toUpperCase()}</Badge>
          <StateChip state={review.state as Shown} />
          <span>{units.name(review.unit)}</span>
          {box === 'mine' && sender && <span>{t('review.queue.by', { name: sender })}</span>}
          {box === 'sent' && review.kind !== 'changes' && review.who_can.length > 0 && <span>{t('review.queue.who', { who: review.who_can.map((role) => words(role.name)).join(', ') })}</span>}
        </div>
        {review.reason && <Text className={classes.reason}>{t('review.queue.reason', { reason: review.reason })}</Text>}
      </div>
      <div className={classes.side}>
        <strong>{task()}</strong>
        <span>{t('review.queue.waits')} {spanText(review.waiting_seconds, lang)}</span>
        <time dateTime={review.waiting_since}>{t('review.queue.since', { at: time.moment(review.waiting_since) })}</time>
      </div>
    </li>
  )

  function task(): string {
    if (review.check) return `${t('review.queue.check')}: ${review.check.overdue ? t('review.queue.overdue') : t('review.queue.checkDue', { at: time.moment(review.check.due_at) })}`
    if (review.kind === 'changes') return t('review.queue.changes')
    return review.level && (review.levels ?? 1) > 1 ? t('review.queue.level', { level: review.level, levels: review.levels }) : t('review.queue.once')
  }
}

/** What is of the highest priority. */
export function Urgent() {
  const { t } = useTranslation()
  return <span className={classes.urgent}><IconAlertTriangle size={14} aria-hidden />{t('review.queue.urgent')}</span>
}
