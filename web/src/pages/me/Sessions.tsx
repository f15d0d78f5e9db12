import { Button } from '@mantine/core'
import { useTranslation } from '~/i18n/useTranslation'

import { api, client, dataOf } from '~/api/client'
import { Loaded } from '~/parts/Loaded'
import { Part } from '~/parts/Part'
import { ProblemNote } from '~/parts/ProblemNote'
import { SessionRows } from '~/parts/SessionRows'
import { tell } from '~/parts/tell'
import { useAct } from '~/parts/useAct'

/** Where one is signed in. */
export function Sessions() {
  const { t } = useTranslation()
  const asked = api.useQuery('get', '/me/sessions')
  const act = useAct()
  const end = (said: string, send: () => Promise<unknown>) => act.run(async () => {
    await send()
    await asked.refetch()
    tell(said)
  })
  return (
    <Part title={t('mine.sessions.title')} about={t('mine.sessions.about')} actions={(asked.data?.items.length ?? 0) > 1 && (
      <Button variant="default" loading={act.busy} onClick={() => void end(t('mine.sessions.endedOthers'), async () => dataOf(await client.DELETE('/me/sessions')))}>{t('mine.sessions.endOthers')}</Button>
    )}>
      {act.problem && <ProblemNote problem={act.problem} />}
      <Loaded asked={asked} lines={2}>{(list) => (
        <SessionRows sessions={list.items} onEnd={(session) => void end(t('mine.sessions.ended'), async () => dataOf(await client.DELETE('/me/sessions/{session}', { params: { path: { session } } })))} />
      )}</Loaded>
    </Part>
  )
}
