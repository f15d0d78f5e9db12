import { Button, Group, Modal, Radio, Stack, Text, Textarea } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState, type FormEvent } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { client, dataOf, newKey, type Schemas } from '~/api/client'
import { fieldError, toProblem, type Problem } from '~/api/problem'
import { MayButton } from '~/parts/May'
import { ProblemNote } from '~/parts/ProblemNote'

type Kind = Schemas['CorrectInput']['kind']

const kinds: Kind[] = ['small_fix', 'update', 'correction', 'formal_correction']

/** Opening a published edition for a change, with what readers are told of it. */
export function Correct({ edition }: { edition: Schemas['FullEdition'] }) {
  const { t } = useTranslation()
  const [opened, setOpened] = useState(false)
  return (
    <>
      <MayButton may={edition.may.correct} variant="default" onClick={() => setOpened(true)}>{t('deliveries.correct.act')}</MayButton>
      <Modal opened={opened} onClose={() => setOpened(false)} title={t('deliveries.correct.title')} closeButtonProps={{ 'aria-label': t('common.close') }}><Form edition={edition} onDone={() => setOpened(false)} /></Modal>
    </>
  )
}

function Form({ edition, onDone }: { edition: Schemas['FullEdition']; onDone: () => void }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const [kind, setKind] = useState<Kind>('correction')
  const [text, setText] = useState('')
  const [problem, setProblem] = useState<Problem>()
  const [busy, setBusy] = useState(false)
  async function submit(event: FormEvent) {
    event.preventDefault()
    setBusy(true)
    try {
      dataOf(await client.POST('/articles/{id}/editions/{lang}/correct', { params: { path: { id: edition.article, lang: edition.lang }, header: { 'Idempotency-Key': newKey() } }, body: { kind, ...(text && { text }) } }))
      notifications.show({ message: t('deliveries.correct.done') })
      onDone()
      await queries.invalidateQueries({ predicate: (query) => String(query.queryKey[1]).includes('/articles') })
      await navigate({ to: `/articles/${edition.article}/${edition.lang}` as string })
    } catch (e) {
      setProblem(toProblem(e))
      setBusy(false)
    }
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <Text size="sm">{t('deliveries.correct.help')}</Text>
        <Radio.Group label={t('deliveries.correct.kind')} value={kind} onChange={(value) => setKind(value as Kind)}><Stack gap="xs" mt="xs">{kinds.map((one) => <Radio key={one} value={one} label={t(`deliveries.correct.kinds.${one}`)} />)}</Stack></Radio.Group>
        {kind !== 'small_fix' && <Textarea label={t('deliveries.correct.text')} description={t('deliveries.correct.textHelp')} required autosize minRows={2} value={text} error={fieldError(problem, '/text')} onChange={(event) => setText(event.currentTarget.value)} />}
        {problem && !fieldError(problem, '/text') && <ProblemNote problem={problem} />}
        <Group justify="flex-end"><Button variant="default" onClick={onDone}>{t('common.cancel')}</Button><Button type="submit" loading={busy}>{t('deliveries.correct.begin')}</Button></Group>
      </Stack>
    </form>
  )
}
