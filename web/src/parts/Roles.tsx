import { Stack, Text } from '@mantine/core'
import { useTranslation } from '~/i18n/useTranslation'

import { useUnits } from '~/api/catalogue'
import type { Schemas } from '~/api/client'
import { useWords } from '~/i18n/useLang'

import { useDay } from './useDay'

/** The period of a grant in words; empty where it has no end and no beginning. */
export function usePeriod(): (grant: { from?: string; until?: string }) => string {
  const { t } = useTranslation()
  const day = useDay()
  return ({ from, until }) => [from && t('rooms.since', { day: day(from) }), until && t('rooms.to', { day: day(until) })].filter(Boolean).join(' ')
}

/** Roles with their units and periods, and why one gives nothing today. */
export function Roles({ grants }: { grants: Schemas['HeldGrant'][] }) {
  const { t } = useTranslation()
  const units = useUnits()
  const words = useWords()
  const period = usePeriod()
  return (
    <Stack gap={2} component="ul" m={0} p={0} style={{ listStyle: 'none' }}>
      {grants.map((grant, at) => (
        <li key={`${grant.role}${grant.unit ?? ''}${grant.from ?? ''}${at}`}>
          <Text span size="sm" {...(!grant.in_effect && { c: 'dimmed' })}>
            <b style={{ fontWeight: 600 }}>{t(`roles.${grant.role}`)}</b> · {grant.unit ? units.name(grant.unit) : t('rooms.everyUnit')}{period(grant) && ` · ${period(grant)}`}
          </Text>
          {!grant.in_effect && grant.reason && <Text size="xs" c="dimmed">{words(grant.reason)}</Text>}
        </li>
      ))}
    </Stack>
  )
}
