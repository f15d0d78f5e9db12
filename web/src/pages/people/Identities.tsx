import { Group, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { house } from '~/app/house'
import { api, client, dataOf, newKey } from '~/api/client'
import { Form } from '~/parts/Form'
import { Loaded } from '~/parts/Loaded'
import { MayButton } from '~/parts/May'
import { Part } from '~/parts/Part'
import { Rows } from '~/parts/Rows'
import { tell } from '~/parts/tell'
import { useAct } from '~/parts/useAct'
import type { Permission } from '~/session/me'
import { useTime } from '~/time/useTime'

/** Accounts of single sign-on that belong to somebody. Without single sign-on only what is there is shown. */
export function Identities({ person, may }: { person: string; may: Permission | undefined }) {
  const { t } = useTranslation()
  const time = useTime()
  const act = useAct()
  const path = { id: person }
  const asked = api.useQuery('get', '/people/{id}/identities', { params: { path, query: { limit: 100 } } })
  const [subject, setSubject] = useState('')
  const [key, setKey] = useState(newKey)
  const link = () => act.run(async () => {
    dataOf(await client.POST('/people/{id}/identities', { params: { path, header: { 'Idempotency-Key': key } }, body: { subject } }))
    setSubject('')
    setKey(newKey())
    await asked.refetch()
  })
  const unlink = (identity: string) => act.run(async () => {
    dataOf(await client.DELETE('/people/{id}/identities/{identity}', { params: { path: { ...path, identity } } }))
    await asked.refetch()
    tell(t('accounts.identities.unlinked'))
  })
  if (!house.sso && (asked.data?.items.length ?? 0) === 0) return null
  return (
    <Part title={t('accounts.identities.title')} about={t('accounts.identities.about')}>
      <Loaded asked={asked} lines={1}>{(list) => list.items.length === 0 ? <Text c="dimmed">{t('accounts.identities.none')}</Text> : (
        <Rows name={t('accounts.identities.title')} rows={list.items} id={(one) => one.id} columns={[
          { title: t('accounts.identities.subject'), render: (one) => one.subject },
          { title: t('accounts.identities.issuer'), render: (one) => one.issuer },
          { title: t('accounts.identities.used'), render: (one) => (one.last_used_at ? time.moment(one.last_used_at) : '—') },
          { title: t('rooms.actions'), tight: true, render: (one) => <MayButton may={may} size="xs" variant="default" onClick={() => void unlink(one.id)}>{t('accounts.identities.unlink')}</MayButton> },
        ]} />
      )}</Loaded>
      {house.sso && (
        <Form act={act} send={() => void link()} button={t('accounts.identities.link')}>
          <Group><TextInput label={t('accounts.identities.subject')} value={subject} error={act.error('/subject')} onChange={(e) => setSubject(e.currentTarget.value)} /></Group>
        </Form>
      )}
    </Part>
  )
}
