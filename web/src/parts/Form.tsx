import { Button, Group, Stack } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { ProblemNote } from './ProblemNote'
import type { Act } from './useAct'

/** Fields, what is wrong with them, and the button that sends them. */
export function Form({ act, send, button, onCancel, danger = false, children }: {
  act: Act
  send: () => void
  button: string
  onCancel?: () => void
  danger?: boolean
  children: ReactNode
}) {
  const { t } = useTranslation()
  return (
    <form noValidate onSubmit={(event) => {
      event.preventDefault()
      if (!act.busy) send()
    }}>
      <Stack gap="sm">
        {children}
        {act.problem && <ProblemNote problem={act.problem} />}
        <Group justify={onCancel ? 'flex-end' : 'flex-start'} mt="xs">
          {onCancel && <Button variant="default" onClick={onCancel}>{t('common.cancel')}</Button>}
          <Button type="submit" loading={act.busy} {...(danger && { color: 'red.8' })}>{button}</Button>
        </Group>
      </Stack>
    </form>
  )
}
