import '@mantine/dates/styles.css'

import { Group } from '@mantine/core'
import { DateInput } from '@mantine/dates'
import { useTranslation } from '~/i18n/useTranslation'

import { ClockInput } from '~/parts/ClockInput'
import { useTime } from '~/time/useTime'

import { readDate } from './plan'

export interface Hour {
  date: string
  clock: string
}

/** A date and a time on the newsroom's wall. */
export function HourFields({ hour, onChange, problem, from }: { hour: Hour; onChange: (hour: Hour) => void; problem?: string | undefined; from?: string }) {
  const { t } = useTranslation()
  const time = useTime()
  return (
    <Group align="flex-start" gap="sm">
      <DateInput label={t('schedule.date')} placeholder={t('schedule.datePlaceholder')} valueFormat="DD/MM/YYYY" dateParser={(typed) => readDate(typed) || null} value={hour.date || null} w={170} error={problem}
        {...(from && { minDate: from })} onChange={(date) => onChange({ ...hour, date: date ?? '' })} />
      <ClockInput label={t('schedule.clock', { zone: time.zoneText })} value={hour.clock} w={170} error={Boolean(problem)} onChange={(clock) => onChange({ ...hour, clock })} />
    </Group>
  )
}
