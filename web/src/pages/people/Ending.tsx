import { Group } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { client, dataOf, newKey, taggedOf } from '~/api/client'
import { Confirm } from '~/parts/Confirm'
import { MayButton } from '~/parts/May'
import { Part } from '~/parts/Part'
import { ProblemNote } from '~/parts/ProblemNote'
import { tellWithUndo } from '~/parts/Undo'
import { useAct } from '~/parts/useAct'

import type { Account } from './people'

/** Takes somebody out of the house: for now, or for good. */
export function Ending({ person, tag, onChanged }: { person: Account; tag: string; onChanged: () => Promise<unknown> }) {
  const { t } = useTranslation()
  const act = useAct()
  const [erasing, setErasing] = useState(false)
  const [key] = useState(newKey)
  const path = { id: person.id }
  const set = (disabled: boolean, version: string) => act.run(async () => {
    const { tag: next } = taggedOf(await client.PATCH('/people/{id}', { params: { path, header: { 'If-Match': version } }, body: { disabled } }))
    await onChanged()
    tellWithUndo(t(disabled ? 'accounts.end.disabled' : 'accounts.end.enabled', { name: person.name }), () => void set(!disabled, next))
  })
  return (
    <Part title={t('accounts.end.title')} about={t('accounts.end.disableAbout')}>
      {act.problem && <ProblemNote problem={act.problem} />}
      <Group gap="sm">
        <MayButton may={person.may['manage']} variant="default" loading={act.busy} onClick={() => void set(!person.disabled, tag)}>{t(person.disabled ? 'accounts.end.enable' : 'accounts.end.disable')}</MayButton>
        <MayButton may={person.may['manage']} variant="default" onClick={() => setErasing(true)}>{t('accounts.end.erase')}…</MayButton>
      </Group>
      {erasing && (
        <Confirm title={t('accounts.end.eraseTitle', { name: person.name })} consequence={t('accounts.end.eraseWhat')} button={t('accounts.end.erase')} onClose={() => setErasing(false)} word={{ ask: t('accounts.end.eraseType', { login: person.login }), wanted: person.login }} send={async () => {
          dataOf(await client.POST('/people/{id}/erase', { params: { path, header: { 'Idempotency-Key': key } } }))
          await onChanged()
        }} />
      )}
    </Part>
  )
}
