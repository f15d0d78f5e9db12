import { Group, Stack, Text, Textarea } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import type { Schemas } from '~/api/client'
import { fieldError } from '~/api/problem'
import { MayButton } from '~/parts/May'
import { ProblemNote } from '~/parts/ProblemNote'

import classes from './channels.module.css'
import { useTest, Would } from './TestPost'
import { useSave } from './useSave'

const fields = ['.Title', '.Lead', '.Notes', '.Tags', '.Unit', '.Link'].map((one) => `{{${one}}}`).join(' ')

/** How a channel lays its texts out, shown on a made-up story before it is saved. */
export function Template({ channel, tag, kind }: { channel: Schemas['Channel']; tag: string; kind: Schemas['Connector'] | undefined }) {
  const { t } = useTranslation()
  const { save, busy, problem } = useSave(channel.id, tag)
  const test = useTest(channel.id)
  const [body, setBody] = useState(channel.template?.body ?? '')
  if (!kind) return null
  if (!kind.text) return <Text c="dimmed">{t('channels.template.none')}</Text>
  function submit(event: FormEvent) {
    event.preventDefault()
    void save({ template: body })
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">{t('channels.template.help')}</Text>
        <Textarea className={classes.mono ?? ''} label={t('channels.template.body')} description={t('channels.template.fields', { fields, interpolation: { skipOnVariables: true } })} autosize minRows={4} value={body} error={fieldError(problem, '/template')} onChange={(event) => setBody(event.currentTarget.value)} />
        {test.result && <Would result={test.result} />}
        {(test.problem ?? problem) && !fieldError(problem, '/template') && <ProblemNote problem={(test.problem ?? problem) as NonNullable<typeof problem>} />}
        <Text size="xs" c="dimmed">{t('channels.template.reapprove')}</Text>
        <Group gap="sm"><MayButton may={channel.may.test} variant="default" loading={test.busy} onClick={() => void test.run(body)}>{t('channels.template.preview')}</MayButton><MayButton may={channel.may.edit} type="submit" loading={busy}>{t('common.save')}</MayButton></Group>
      </Stack>
    </form>
  )
}
