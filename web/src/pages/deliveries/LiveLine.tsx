import { IconBroadcast, IconRefresh } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { useNews } from '~/api/live'
import { useNow } from '~/pages/schedule/reads'
import { useTime } from '~/time/useTime'

import classes from './deliveries.module.css'

const patience = 2500 // a stream that is opened, or opened again, takes a moment

/** Says how news comes and how old it is; that the stream is lost is said out loud. */
export function LiveLine({ readAt }: { readAt: number }) {
  const { t } = useTranslation()
  const time = useTime()
  const news = useNews()
  const now = useNow(1000)
  const lost = useLost(news.by === 'polling')
  const heard = new Date(Math.min(now.getTime(), lost ? readAt : Math.max(news.at, readAt)))
  const Mark = lost ? IconRefresh : IconBroadcast
  return (
    <p className={classes.live} data-live={!lost}>
      <output className="unseen">{lost ? t('deliveries.lost') : ''}</output>
      <Mark size={16} aria-hidden /> {t(lost ? 'deliveries.polling' : 'deliveries.live', { ago: time.relative(heard.toISOString(), now) })}
    </p>
  )
}

/** Whether the stream has been away for longer than it takes to open one. */
function useLost(away: boolean): boolean {
  const [lost, setLost] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLost(away), away ? patience : 0)
    return () => clearTimeout(timer)
  }, [away])
  return lost && away
}
