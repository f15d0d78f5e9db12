import { Alert, Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { client, dataOf, newKey, type Schemas } from '~/api/client'
import { fieldError, toProblem, type Problem } from '~/api/problem'
import { MayButton } from '~/parts/May'
import { ProblemNote } from '~/parts/ProblemNote'

const out = ['sent', 'confirmed']

/** Taking an edition down: a reason, what it does and what it cannot take back. */
export function Withdraw({ edition }: { edition: Schemas['FullEdition'] }) {
  const { t } = useTranslation()
  const [opened, setOpened] = useState(false)
  return (
    <>
      <MayButton may={edition.may.withdraw} variant="default" onClick={() => setOpened(true)}>{t('deliveries.withdraw.act')}</MayButton>
      <Modal opened={opened} onClose={() => setOpened(false)} size="lg" title={t('deliveries.withdraw.title')} closeButtonProps={{ 'aria-label': t('common.close') }}><Form edition={edition} onDone={() => setOpened(false)} /></Modal>
    </>
  )
}

function Form({ edition, onDone }: { edition: Schemas['FullEdition']; onDone: () => void }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [reason, setReason] = useState('')
  const [notice, setNotice] = useState('')
  const [problem, setProblem] = useState<Problem>()
  const [busy, setBusy] = useState(false)
  const [key] = useState(newKey)
  const there = (edition.deliveries ?? []).filter((one) => out.includes(one.state) && one.intent !== 'withdraw')
  const names = [...new Set(there.map((one) => one.channel_name ?? ''))]
  async function submit(event: FormEvent) {
    event.preventDefault()
    setBusy(true)
    try {
      dataOf(await client.POST('/articles/{id}/editions/{lang}/withdraw', { params: { path: { id: edition.article, lang: edition.lang }, header: { 'Idempotency-Key': key } }, body: { reason, ...(notice && { notice }) } }))
      notifications.show({ message: t('deliveries.withdraw.done') })
      onDone()
    } catch (e) {
      setProblem(toProblem(e))
    }
    setBusy(false)
    await queries.invalidateQueries({ predicate: (query) => /\/(articles|deliver|calendar)/.test(String(query.queryKey[1])) })
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <Text>{t('deliveries.withdraw.consequence')}</Text>
        <Text fw={600}>{names.length > 0 ? t('deliveries.withdraw.where', { channels: names.join(', ') }) : t('deliveries.withdraw.nowhere')}</Text>
        <Alert color="yellow"><Text size="sm">{t('deliveries.withdraw.cannot')}</Text><Text size="sm" mt="xs">{t('deliveries.withdraw.byHand')}</Text></Alert>
        <Textarea data-autofocus label={t('deliveries.withdraw.reason')} description={t('deliveries.withdraw.reasonHelp')} required autosize minRows={2} value={reason} error={fieldError(problem, '/reason')} onChange={(event) => setReason(event.currentTarget.value)} />
        <Textarea label={t('deliveries.withdraw.notice')} description={t('deliveries.withdraw.noticeHelp')} autosize minRows={2} value={notice} error={fieldError(problem, '/notice')} onChange={(event) => setNotice(event.currentTarget.value)} />
        {problem && <ProblemNote problem={problem} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>{t('common.cancel')}</Button>
          <Button type="submit" color="red" loading={busy} disabled={!reason.trim()}>{t('deliveries.withdraw.sure', { count: names.length })}</Button>
        </Group>
      </Stack>
    </form>
  )
}
