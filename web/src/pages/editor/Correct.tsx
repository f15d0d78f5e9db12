import { Button, Group, Modal, Radio, Stack, Textarea } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { client, dataOf, newKey } from '~/api/client'
import { toProblem, type Problem } from '~/api/problem'
import { ProblemNote } from '~/parts/ProblemNote'
import { useFocusBack } from '~/parts/useFocusBack'

import { tellDone } from './tell'
import type { Editing } from './useEditing'

const kinds = ['small_fix', 'update', 'correction', 'formal_correction'] as const

/** Opens what is out for a change: of which kind it is, and what readers are told. */
export function Correct({ editing, onClose }: { editing: Editing; onClose: () => void }) {
  const { t } = useTranslation()
  useFocusBack()
  const { edition, keeper, refresh } = editing
  const note = edition.note && kinds.find((one) => one === edition.note?.kind)
  const [kind, setKind] = useState<(typeof kinds)[number]>(note ?? 'small_fix')
  const [text, setText] = useState(note ? edition.note?.text ?? '' : '')
  const [problem, setProblem] = useState<Problem>()
  const [busy, setBusy] = useState(false)
  const [key] = useState(newKey)
  async function submit(event: FormEvent) {
    event.preventDefault()
    setBusy(true)
    try {
      await keeper.act(async () => dataOf(await client.POST('/articles/{id}/editions/{lang}/correct', {
        params: { path: { id: edition.article, lang: edition.lang }, header: { 'Idempotency-Key': key } }, body: { kind, ...(kind !== 'small_fix' && { text }) },
      })))
      await refresh()
      onClose()
      tellDone(t('editor.done.correct'))
    } catch (e) {
      setProblem(toProblem(e))
      setBusy(false)
    }
  }
  return (
    <Modal opened onClose={onClose} size="lg" title={t('editor.correct.title')} closeButtonProps={{ 'aria-label': t('common.close') }}>
      <form onSubmit={submit}>
        <Stack>
          <Radio.Group label={t('editor.correct.kind')} value={kind} onChange={(value) => setKind(kinds.find((one) => one === value) ?? 'small_fix')}>
            <Stack gap="sm" mt="sm">{kinds.map((one) => <Radio key={one} value={one} label={t(`editor.correct.${one}.name`)} description={t(`editor.correct.${one}.what`)} />)}</Stack>
          </Radio.Group>
          {kind !== 'small_fix' && <Textarea label={t('editor.correct.note')} description={t('editor.correct.noteHelp')} required autosize minRows={2} value={text} onChange={(event) => setText(event.currentTarget.value)} />}
          {problem && <ProblemNote problem={problem} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>{t('common.cancel')}</Button>
            <Button type="submit" loading={busy}>{t('editor.correct.begin')}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
