import { Alert, Button, Group, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { useAct } from '~/api/act'
import { client, dataOf, type Schemas } from '~/api/client'
import { toProblem } from '~/api/problem'
import { ProblemNote } from '~/parts/ProblemNote'
import { useTime } from '~/time/useTime'

import { Reason } from './Reason'
import type { Edition } from './reading'

/** The check that is owed of a story which somebody on duty let out alone. */
export function Owed({ edition, owed }: { edition: Edition; owed: Schemas['Recheck'] }) {
  const { t } = useTranslation()
  const time = useTime()
  const [asking, setAsking] = useState(false)
  const check = useAct(async (body: Schemas['CheckInput'], key) => dataOf(await client.POST('/articles/{id}/editions/{lang}/releases/{release}/recheck', {
    params: { path: { id: edition.article, lang: edition.lang, release: owed.release }, header: { 'Idempotency-Key': key } }, body,
  })))
  return (
    <Alert color="yellow" title={t('review.queue.check')}>
      <Stack gap="sm">
        <Text>{t('review.acts.checkOwed', { at: time.moment(owed.due_at) })}</Text>
        <Group>
          <Button loading={check.isPending} onClick={() => check.mutate({ result: 'passed' })}>{t('review.acts.passed')}</Button>
          <Button variant="default" onClick={() => setAsking(true)}>{t('review.acts.failed')}</Button>
        </Group>
        {check.error && <ProblemNote problem={toProblem(check.error)} />}
      </Stack>
      <Reason what="failed" opened={asking} onClose={() => setAsking(false)} onSend={(note) => check.mutateAsync({ result: 'failed', note })} />
    </Alert>
  )
}
