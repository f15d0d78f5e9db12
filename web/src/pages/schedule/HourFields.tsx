import '@mantine/dates/styles.css'

import { Group } from '@mantine/core'
import { DateInput } from '@mantine/dates'
import { useTranslation } from 'react-i18next'

import { useLang } from '~/i18n/useLang'
import { ClockInput } from '~/parts/ClockInput'
import { useTime } from '~/time/useTime'

export interface Hour {
  date: string
  clock: string
}

/** A date and a time on the newsroom's wall. */
export function HourFields({ hour, onChange, problem, from }: { hour: Hour; onChange: (hour: Hour) => void; problem?: string | undefined; from?: string }) {
  const { t } = useTranslation()
  const lang = useLang()
  const time = useTime()
  return (
    <Group align="flex-start" gap="sm">
      <DateInput label={t('schedule.date')} placeholder={t('schedule.datePlaceholder')} valueFormat={lang === 'vi' ? 'DD/MM/YYYY' : 'D MMM YYYY'} value={hour.date || null} w={170} error={problem}
        {...(from && { minDate: from })} onChange={(date) => onChange({ ...hour, date: date ?? '' })} />
      <ClockInput label={t('schedule.clock', { zone: time.zoneText })} value={hour.clock} w={170} error={Boolean(problem)} onChange={(clock) => onChange({ ...hour, clock })} />
    </Group>
  )
}
