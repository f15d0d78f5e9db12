import { Button, Group, Modal, Stack, Textarea } from '@mantine/core'
import { useState, type SyntheticEvent } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { fieldError, toProblem } from '~/api/problem'
import { ProblemNote } from '~/parts/ProblemNote'

/** What a reason is asked for. */
type What = 'changes' | 'force' | 'failed'

/** Asks for a reason, which others will read. What was typed stays where sending fails. */
export function Reason({ what, opened, onClose, onSend }: { what: What; opened: boolean; onClose: () => void; onSend: (reason: string) => Promise<unknown> }) {
  const { t } = useTranslation()
  const texts = {
    changes: { title: t('review.changes.title'), label: t('review.changes.label'), help: t('review.changes.help'), send: t('review.changes.send') },
    force: { title: t('review.acts.force'), label: t('review.acts.forceLabel'), help: t('review.acts.forceHelp'), send: t('review.acts.force') },
    failed: { title: t('review.acts.failed'), label: t('review.acts.failedLabel'), help: t('review.acts.failedHelp'), send: t('review.acts.failed') },
  }[what]
  const [reason, setReason] = useState('')
  const [missing, setMissing] = useState(false)
  const [problem, setProblem] = useState<unknown>()
  const [sending, setSending] = useState(false)
  async function send(event: SyntheticEvent) {
    event.preventDefault()
    if (!reason.trim()) return setMissing(true)
    setSending(true)
    setProblem(undefined)
    try {
      await onSend(reason.normalize('NFC').trim())
      setReason('')
      onClose()
    } catch (e) {
      setProblem(e)
    } finally {
      setSending(false)
    }
  }
  const error = fieldError(problem, '/reason') ?? (missing && !reason.trim() ? t('review.changes.required') : undefined)
  return (
    <Modal opened={opened} onClose={onClose} title={texts.title} size="lg" closeButtonProps={{ 'aria-label': t('common.close') }}>
      <form onSubmit={(event) => void send(event)} noValidate>
        <Stack>
          <Textarea label={texts.label} description={texts.help} required autosize minRows={4} maxRows={12} data-autofocus value={reason} error={error} onChange={(event) => setReason(event.currentTarget.value)} />
          {problem !== undefined && <ProblemNote problem={toProblem(problem)} />}
          <Group justify="end">
            <Button variant="default" onClick={onClose}>{t('common.cancel')}</Button>
            <Button type="submit" loading={sending}>{texts.send}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
