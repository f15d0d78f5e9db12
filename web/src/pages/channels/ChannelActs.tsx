import { Button, Group, Modal, Stack, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState, type FormEvent } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { client, dataOf, newKey, type Schemas } from '~/api/client'
import { fieldError, toProblem, type Problem } from '~/api/problem'
import { MayButton } from '~/parts/May'
import { ProblemNote } from '~/parts/ProblemNote'

import { useSave } from './useSave'

/** What can be done with a channel: check it, pause it, let it go on, run dry. */
export function ChannelActs({ channel, tag }: { channel: Schemas['Channel']; tag: string }) {
  const { t } = useTranslation()
  const { save, busy: saving, problem: unsaved, fresh } = useSave(channel.id, tag)
  const [busy, setBusy] = useState('')
  const [problem, setProblem] = useState<Problem>()
  const [pausing, setPausing] = useState(false)
  const path = { id: channel.id }
  async function act(name: string, what: () => Promise<string>) {
    setBusy(name)
    setProblem(undefined)
    try {
      const message = await what()
      if (message) notifications.show({ message })
    } catch (e) {
      setProblem(toProblem(e))
    }
    await fresh()
    setBusy('')
  }
  const check = () => act('check', async () => {
    const health = dataOf(await client.POST('/channels/{id}/check', { params: { path } }))
    return t(`channels.health.${health.class}`)
  })
  const resume = () => act('resume', async () => {
    dataOf(await client.POST('/channels/{id}/resume', { params: { path, header: { 'Idempotency-Key': newKey() } } }))
    return t('channels.acts.resumed')
  })
  const still = channel.paused || channel.breaker !== undefined || channel.parked_until !== undefined
  return (
    <Stack gap="sm">
      <Group gap="sm">
        <MayButton may={channel.may.check} loading={busy === 'check'} onClick={() => void check()}>{t('channels.acts.check')}</MayButton>
        {still && <MayButton may={channel.may.resume} variant="light" loading={busy === 'resume'} onClick={() => void resume()}>{t('channels.acts.resume')}</MayButton>}
        <MayButton may={channel.may.pause} variant="default" onClick={() => setPausing(true)}>{t('channels.acts.pause')}</MayButton>
        <MayButton may={channel.may.edit} variant="default" loading={saving} onClick={() => void save({ dry_run: !channel.dry_run })}>{t(channel.dry_run ? 'channels.acts.dryOff' : 'channels.acts.dryOn')}</MayButton>
      </Group>
      {(problem ?? unsaved) && <ProblemNote problem={(problem ?? unsaved) as Problem} />}
      <Modal opened={pausing} onClose={() => setPausing(false)} title={t('channels.acts.pauseTitle')} closeButtonProps={{ 'aria-label': t('common.close') }}><Pause id={channel.id} onDone={() => { setPausing(false); void fresh() }} /></Modal>
    </Stack>
  )
}

function Pause({ id, onDone }: { id: string; onDone: () => void }) {
  const { t } = useTranslation()
  const [reason, setReason] = useState('')
  const [problem, setProblem] = useState<Problem>()
  async function submit(event: FormEvent) {
    event.preventDefault()
    try {
      dataOf(await client.POST('/channels/{id}/pause', { params: { path: { id }, header: { 'Idempotency-Key': newKey() } }, body: { reason } }))
      notifications.show({ message: t('channels.acts.paused') })
      onDone()
    } catch (e) {
      setProblem(toProblem(e))
    }
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <TextInput data-autofocus label={t('channels.acts.reason')} description={t('channels.acts.reasonHelp')} required value={reason} error={fieldError(problem, '/reason')} onChange={(event) => setReason(event.currentTarget.value)} />
        {problem && !fieldError(problem, '/reason') && <ProblemNote problem={problem} />}
        <Group justify="flex-end"><Button type="submit">{t('channels.acts.pause')}</Button></Group>
      </Stack>
    </form>
  )
}
