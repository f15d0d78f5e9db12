import { Radio, Stack, Text } from '@mantine/core'
import { useTranslation } from '~/i18n/useTranslation'

import { useWords } from '~/i18n/useLang'
import { useTime } from '~/time/useTime'

import { typedOf, type Coming, type Proposal, type When } from './plan'

/** The proposals of the slot table, each with why: what was passed over, whose slot it is. */
export function Slots({ proposals, when, nameOf, onChoose }: { proposals: Proposal[]; when: When; nameOf: (channel: string) => string; onChoose: (when: When) => void }) {
  const { t } = useTranslation()
  const time = useTime()
  if (proposals.length === 0) return <Text c="dimmed">{t('schedule.noSlots')}</Text>
  const valueOf = (one: Proposal) => (one.kind === 'each' ? 'each' : one.at)
  const chosen = when.by === 'slot' ? 'each' : proposals.find((one) => one.kind === 'together' && when.by === 'at' && sameHour(one.at, when, time.zone))
  return (
    <Radio.Group label={t('schedule.slots')} value={typeof chosen === 'object' ? valueOf(chosen) : chosen ?? ''} onChange={(value) => onChoose(value === 'each' ? { by: 'slot' } : { by: 'at', ...typedOf(new Date(value), time.zone) })}>
      <Stack gap="sm" mt="xs">
        {proposals.map((one) => one.kind === 'each' ? (
          <div key="each">
            <Radio value="each" label={one.at.length === 1 ? `${time.moment(one.at[0]?.at ?? '')} — ${nameOf(one.at[0]?.channel ?? '')}` : t('schedule.each')} />
            <Stack component="ul" gap={2} m={0} pl={48}>{one.at.map(({ channel, at, passed }) => (
              <li key={channel}><Text size="sm">{nameOf(channel)}: {time.moment(at)}</Text><Passed slots={passed} /></li>
            ))}</Stack>
          </div>
        ) : <Radio key={one.at} value={one.at} label={t('schedule.together', { moment: time.moment(one.at) })} description={t('schedule.of', { name: nameOf(one.of) })} />)}
      </Stack>
    </Radio.Group>
  )
}

function sameHour(at: string, when: { date: string; clock: string }, zone: string): boolean {
  const typed = typedOf(new Date(at), zone)
  return typed.date === when.date && typed.clock === when.clock
}

/** Why earlier slots are not proposed. */
function Passed({ slots }: { slots: Coming[] }) {
  const { t } = useTranslation()
  const time = useTime()
  const words = useWords()
  return slots.slice(0, 3).map((slot) => <Text key={slot.at} size="xs" c="dimmed">{t('schedule.passed', { moment: time.moment(slot.at), why: words(slot.detail) })}</Text>)
}
