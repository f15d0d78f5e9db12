import { Tooltip, UnstyledButton } from '@mantine/core'
import { IconCircleCheck, IconFlask, IconHandStop, IconMoon, IconPlayerPause, IconPlugConnectedX, IconHourglass, type Icon } from '@tabler/icons-react'
import { useTranslation } from '~/i18n/useTranslation'

import type { Schemas } from '~/api/client'
import { useWords } from '~/i18n/useLang'
import { useTime } from '~/time/useTime'

import classes from './ChannelState.module.css'
import { conditionsOf, type ChannelCondition } from './state'

const icons: Record<ChannelCondition, Icon> = {
  paused: IconPlayerPause, held: IconHandStop, cut: IconPlugConnectedX, parked: IconHourglass, resting: IconMoon, dry: IconFlask, running: IconCircleCheck,
}

/** What a channel is doing, each as icon and word, with why; quiet ones say nothing of what just works. */
export function ChannelState({ channel, quiet = false }: { channel: Schemas['Channel']; quiet?: boolean }) {
  const { t } = useTranslation()
  const why = useCondition()
  return conditionsOf(channel).filter((one) => !quiet || one !== 'running').map((one) => {
    const Mark = icons[one]
    const inside = <><Mark size={14} aria-hidden />{t(`channels.state.${one}`)}</>
    return why(one, channel) ? <Tooltip key={one} label={why(one, channel)}><UnstyledButton className={classes.chip} data-condition={one}>{inside}</UnstyledButton></Tooltip>
      : <span key={one} className={classes.chip} data-condition={one}>{inside}</span>
  })
}

/** Why a channel is in a condition, and how it goes on. */
export function useCondition(): (one: ChannelCondition, channel: Schemas['Channel']) => string {
  const { t } = useTranslation()
  const words = useWords()
  const time = useTime()
  return (one, channel) => {
    switch (one) {
      case 'held': return words(channel.hold?.detail)
      case 'paused': return channel.pause_reason ?? ''
      case 'cut': return t('channels.why.cut', { count: channel.breaker?.failures ?? 0, moment: time.moment(channel.breaker?.until ?? channel.updated_at) })
      case 'parked': return t('channels.why.parked', { moment: time.moment(channel.parked_until ?? channel.updated_at) })
      case 'resting': return t('channels.why.resting', { moment: time.moment(channel.rests?.until ?? channel.updated_at) })
      case 'dry': return t('channels.why.dry')
      default: return ''
    }
  }
}
