import { Button, Group, Stack, Textarea } from '@mantine/core'
import { useRef, useState, type ReactNode } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { newKey } from '~/api/client'
import { fieldError, toProblem } from '~/api/problem'
import { ProblemNote } from '~/parts/ProblemNote'
import { useDraft } from '~/parts/useDraft'

interface Props {
  name: string // of the draft that is kept on this machine
  label: string
  button: string
  was?: string // what is given another wording
  onSend: (body: string, key: string) => Promise<void>
  onCancel?: () => void
  children?: ReactNode
}

/** A field for what one says to colleagues; what is typed stays on this machine until it was sent. */
export function CommentForm({ name, label, button, was = '', onSend, onCancel, children }: Props) {
  const { t } = useTranslation()
  const [draft, setDraft] = useDraft<string>(name)
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<unknown>()
  const intention = useRef({ body: '', key: '' })
  const body = draft ?? was
  async function send() {
    if (!body.trim() || busy) return
    if (intention.current.body !== body) intention.current = { body, key: newKey() } // sent again after a lost answer, it acts once
    setBusy(true)
    setFault(undefined)
    try {
      await onSend(body, intention.current.key)
      intention.current = { body: '', key: '' }
      setDraft(undefined)
    } catch (e) {
      setFault(e)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Stack gap={8}>
      {children}
      <Textarea label={label} autosize minRows={2} maxRows={12} maxLength={2000} value={body} error={fieldError(fault, '/body')} onChange={(event) => setDraft(event.currentTarget.value.normalize('NFC'))}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && event.ctrlKey && !event.nativeEvent.isComposing) {
            event.preventDefault()
            event.stopPropagation() // the page's own next step is not meant
            void send()
          }
        }} />
      {fault !== undefined && <ProblemNote problem={toProblem(fault)} />}
      <Group gap="sm">
        <Button size="compact-md" loading={busy} disabled={!body.trim()} onClick={() => void send()}>{button}</Button>
        {onCancel && <Button size="compact-md" variant="default" onClick={() => {
          setDraft(undefined)
          onCancel()
        }}>{t('common.cancel')}</Button>}
      </Group>
    </Stack>
  )
}
