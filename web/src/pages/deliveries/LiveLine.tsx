import { IconBroadcast, IconRefresh } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'

import { useNews } from '~/api/live'
import { useNow } from '~/pages/schedule/reads'
import { useTime } from '~/time/useTime'

import classes from './deliveries.module.css'

/** Says how news comes and how old it is; that the stream is lost is said out loud. */
export function LiveLine({ readAt }: { readAt: number }) {
  const { t } = useTranslation()
  const time = useTime()
  const news = useNews()
  const now = useNow(1000)
  const live = news.by === 'stream'
  const heard = new Date(Math.min(now.getTime(), live ? Math.max(news.at, readAt) : readAt))
  const Mark = live ? IconBroadcast : IconRefresh
  return (
    <p className={classes.live} data-live={live}>
      <output className="unseen">{live ? '' : t('deliveries.polling', { ago: '' })}</output>
      <Mark size={16} aria-hidden /> {t(live ? 'deliveries.live' : 'deliveries.polling', { ago: time.relative(heard.toISOString(), now) })}
    </p>
  )
}
