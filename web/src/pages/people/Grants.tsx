import { Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { client, dataOf } from '~/api/client'
import { Form } from '~/parts/Form'
import { Part } from '~/parts/Part'
import { Roles } from '~/parts/Roles'
import { tell } from '~/parts/tell'
import { useAct } from '~/parts/useAct'
import { useTime } from '~/time/useTime'

import { GrantFields } from './GrantFields'
import { toGrant, type Account } from './people'

/** What somebody may do: roles, in units, for days. All are sent together. */
export function Grants({ person, tag, onSaved }: { person: Account; tag: string; onSaved: () => Promise<unknown> }) {
  const { t } = useTranslation()
  const time = useTime()
  const act = useAct()
  const [grants, setGrants] = useState(person.grants.map(toGrant))
  const save = () => act.run(async () => {
    dataOf(await client.PATCH('/people/{id}', { params: { path: { id: person.id }, header: { 'If-Match': tag } }, body: { grants } }))
    tell(t('accounts.grants.saved'))
    await onSaved()
  })
  const idle = person.grants.filter((one) => !one.in_effect)
  return (
    <Part title={t('accounts.grants.title')} about={t('accounts.grants.about')}>
      {idle.length > 0 && <Roles grants={idle} />}
      {person.claimed && <><Text size="sm" c="dimmed">{t('accounts.grants.claimed', { day: time.day(person.claimed.until) })}</Text><Roles grants={person.claimed.grants} /></>}
      <Form act={act} send={() => void save()} button={t('accounts.grants.save')}>
        <GrantFields grants={grants} act={act} onChange={setGrants} />
      </Form>
    </Part>
  )
}
