import { UnstyledButton } from '@mantine/core'
import { useTranslation } from '~/i18n/useTranslation'

import type { Schemas } from '~/api/client'

import classes from './PlannedCard.module.css'

/** A planned story on the calendar: dashed, since there is no text yet. */
export function PlannedCard({ one, onOpen }: { one: Pick<Schemas['CalendarPlanned'], 'id' | 'title' | 'state'>; onOpen: (id: string) => void }) {
  const { t } = useTranslation()
  return (
    <UnstyledButton className={classes.card} onClick={() => onOpen(one.id)}>
      <span className={classes.state}>{t(`calendar.planned.states.${one.state}`)}</span>
      <span className={classes.title}>{one.title}</span>
    </UnstyledButton>
  )
}
