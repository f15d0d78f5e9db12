import { Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { client, dataOf, type Schemas } from '~/api/client'
import { toProblem, type Problem } from '~/api/problem'
import { useWords } from '~/i18n/useLang'
import { MayButton } from '~/parts/May'
import { ProblemNote } from '~/parts/ProblemNote'

import classes from './channels.module.css'

/** Tries a channel with a made-up story, of which nothing is published. */
export function TestPost({ channel }: { channel: Schemas['Channel'] }) {
  const { t } = useTranslation()
  const { run, busy, result, problem } = useTest(channel.id)
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">{t('channels.test.help')}</Text>
      <div><MayButton may={channel.may.test} variant="light" loading={busy} onClick={() => void run()}>{t('channels.test.run')}</MayButton></div>
      {problem && <ProblemNote problem={problem} />}
      {result && <Result result={result} />}
    </Stack>
  )
}

/** Asks for a test, with a template that is not saved if one is given. */
export function useTest(id: string) {
  const [busy, setBusy] = useState(false)
  const [result, setResult] = useState<Schemas['TestPost']>()
  const [problem, setProblem] = useState<Problem>()
  async function run(template?: string) {
    setBusy(true)
    setProblem(undefined)
    try {
      setResult(dataOf(await client.POST('/channels/{id}/test', { params: { path: { id } }, body: template === undefined ? {} : { template } })))
    } catch (e) {
      setProblem(toProblem(e))
    }
    setBusy(false)
  }
  return { run, busy, result, problem }
}

function Result({ result }: { result: Schemas['TestPost'] }) {
  const { t } = useTranslation()
  const words = useWords()
  return (
    <Stack component="output" gap="sm">
      <Text><b>{t('channels.test.said')}:</b> {t(`channels.health.${result.health.class}`)}{result.health.detail && ` — ${words(result.health.detail)}`}</Text>
      <Text>{result.outcome ? t('channels.test.played', { outcome: words(result.outcome.detail) || result.outcome.class }) : t('channels.test.nothing')}</Text>
      <Would result={result} />
    </Stack>
  )
}

/** What would be sent of the made-up story. */
export function Would({ result }: { result: Schemas['TestPost'] }) {
  const { t } = useTranslation()
  const words = useWords()
  if (result.problem) return <Text c="red" role="alert">{words(result.problem)}</Text>
  return (
    <div>
      <Text size="sm" fw={600}>{t('channels.test.would')}{result.most ? ` · ${t('channels.test.length', { used: result.used ?? 0, most: result.most })}` : ''}</Text>
      <div className={classes.post}>{result.text || [result.title, result.lead].filter(Boolean).join('\n\n')}</div>
    </div>
  )
}
