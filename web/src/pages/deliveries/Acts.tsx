import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import type { Schemas } from '~/api/client'
import { fieldError } from '~/api/problem'
import { useWords } from '~/i18n/useLang'
import { MayButton } from '~/parts/May'
import { ProblemNote } from '~/parts/ProblemNote'

import { useActs } from './useActs'
import { Guide } from './Guide'

/** What a person can do about a delivery now, by the steps that the API names. */
export function Acts({ why }: { why: Schemas['Explanation'] }) {
  const { t } = useTranslation()
  const words = useWords()
  const { act, busy, problem } = useActs(why.delivery)
  const [marking, setMarking] = useState(false)
  const doubtful = why.guide !== undefined
  const steps = why.steps.filter((step) => !doubtful || step.action === 'cancel' || step.action === 'wait')
  return (
    <Stack gap="sm">
      {why.guide && <Guide why={why} guide={why.guide} act={act} busy={busy} />}
      {steps.length > 0 && (
        <Group gap="sm">{steps.map((step) => (
          <MayButton key={step.action} may={step.may} size="compact-md" variant={step.action === 'cancel' ? 'default' : 'light'} loading={busy === step.action}
            onClick={() => (step.action === 'mark-sent' ? setMarking(true) : void act(step.action))}>{words(step.label)}</MayButton>
        ))}</Group>
      )}
      {steps.some((step) => step.action === 'retry') && <Text size="xs" c="dimmed">{t('deliveries.actsOne', { name: why.delivery.channel_name })}</Text>}
      {marking && <Marking problem={fieldError(problem, '/address')} busy={busy === 'mark-sent'} onMark={(address) => void act('mark-sent', address)} onCancel={() => setMarking(false)} />}
      {problem && !fieldError(problem, '/address') && <ProblemNote problem={problem} />}
    </Stack>
  )
}

/** The address of a post that somebody has seen. */
export function Marking({ problem, busy, onMark, onCancel }: { problem?: string | undefined; busy: boolean; onMark: (address: string) => void; onCancel: () => void }) {
  const { t } = useTranslation()
  const [address, setAddress] = useState('')
  return (
    <form onSubmit={(event) => { event.preventDefault(); onMark(address.trim()) }}>
      <Group align="flex-end" gap="sm">
        <TextInput style={{ flex: '1 1 280px' }} type="url" data-autofocus label={t('deliveries.address')} description={t('deliveries.addressHelp')} error={problem} value={address} onChange={(event) => setAddress(event.currentTarget.value)} />
        <Button type="submit" loading={busy}>{t('deliveries.mark')}</Button>
        <Button variant="subtle" color="gray" onClick={onCancel}>{t('common.cancel')}</Button>
      </Group>
    </form>
  )
}
