import { IconAlertTriangle, IconCircleCheck, IconHelpCircle } from '@tabler/icons-react'
import { useTranslation } from '~/i18n/useTranslation'

import type { Schemas } from '~/api/client'
import { useWords } from '~/i18n/useLang'
import { useTime } from '~/time/useTime'

import classes from './channels.module.css'

/** What the last check said, and how the channel kept to its hours. */
export function Health({ channel }: { channel: Schemas['Channel'] }) {
  const { t } = useTranslation()
  const words = useWords()
  const time = useTime()
  const { health, on_time: kept } = channel
  const good = health?.class === 'ok'
  const Mark = !health ? IconHelpCircle : good ? IconCircleCheck : IconAlertTriangle
  return (
    <div className={classes.facts}>
      {!channel.passive && (
        <div className={!health ? classes.soft : good ? classes.good : classes.bad}><Mark size={16} aria-hidden />
          <span>{t('channels.health.label')}: {health ? t(`channels.health.${health.class}`) : t('channels.health.never')}{channel.checked_at && `, ${time.relative(channel.checked_at)}`}{health?.detail && !good && ` — ${words(health.detail)}`}</span>
        </div>
      )}
      {/* The font of the page has no arrows. */}
      {health?.account && <div className={classes.soft}>{t('channels.health.account', { account: health.account.replace(' → ', ', ') })}</div>}
      <div className={classes.soft}>{kept ? t('channels.onTime', { share: `${time.number(Math.round(kept.share * 100))} %`, onTime: time.number(kept.on_time), due: time.number(kept.due), days: kept.days }) : t('channels.noFigures')}</div>
    </div>
  )
}
