import { ActionIcon, Text, Tooltip } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import { useTranslation } from '~/i18n/useTranslation'

import type { Schemas } from '~/api/client'
import { useWords } from '~/i18n/useLang'
import { Go } from '~/parts/Go'
import { useTime } from '~/time/useTime'

import { useReading } from './acts'
import classes from './Notices.module.css'
import { placeOf } from './where'

/** One notice: what happened, when, whether somebody waits, and the way to it. */
export function NoticeItem({ notice, onGo }: { notice: Schemas['Notice']; onGo?: () => void }) {
  const { t } = useTranslation()
  const words = useWords()
  const time = useTime()
  const reading = useReading()
  const place = placeOf(notice)
  const unread = !notice.read_at && !notice.resolved_at
  const state = notice.resolved_at ? t('notices.solved') : notice.asks ? t('notices.asks') : ''
  return (
    <li className={classes.item} data-unread={unread || undefined}>
      <div className={classes.told}>
        {place
          ? <Go to={place.to} search={place.search} data-row="" onClick={() => { void reading.one(notice); onGo?.() }}>{words(notice.text)}</Go>
          : <span>{words(notice.text)}</span>}
        {unread && <span className="unseen"> ({t('notices.isUnread')})</span>}
        <Text size="sm" c="dimmed">
          {state && <><strong>{state}</strong> · </>}
          <time dateTime={notice.last_at} title={time.moment(notice.last_at)}>{time.relative(notice.last_at)}</time>
          {notice.times > 1 && <> · {t('notices.times', { count: notice.times })}</>}
        </Text>
      </div>
      {!notice.read_at && (
        <Tooltip label={t('notices.read')}><ActionIcon variant="subtle" color="gray" aria-label={`${t('notices.read')}: ${words(notice.text)}`} onClick={() => void reading.one(notice)}><IconCheck size={18} /></ActionIcon></Tooltip>
      )}
    </li>
  )
}
