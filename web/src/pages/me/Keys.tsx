import { Button, Text } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { api, client, dataOf, type Schemas } from '~/api/client'
import { Confirm } from '~/parts/Confirm'
import { Empty } from '~/parts/Empty'
import { Loaded } from '~/parts/Loaded'
import { MayButton } from '~/parts/May'
import { Once } from '~/parts/Once'
import { Part } from '~/parts/Part'
import { Rows } from '~/parts/Rows'
import { Side } from '~/parts/Side'
import { Tag, type Tone } from '~/parts/Tag'
import { useMe, type Permission } from '~/session/me'
import { useTime } from '~/time/useTime'

import { NewKey } from './NewKey'

type Key = Schemas['Key']

/** Where a key stands, by its own dates. */
function stand(key: Key): { word: 'revoked' | 'expired' | 'works'; tone: Tone } {
  if (key.revoked_at) return { word: 'revoked', tone: 'over' }
  if (key.expires_at && Date.parse(key.expires_at) < Date.now()) return { word: 'expired', tone: 'over' }
  return { word: 'works', tone: 'good' }
}

/** The API keys of somebody: one's own, or those of a press account. */
export function Keys({ person, scopes, may }: { person: string; scopes?: string[]; may?: Permission | undefined }) {
  const { t } = useTranslation()
  const me = useMe()
  const time = useTime()
  const asked = api.useQuery('get', '/people/{id}/keys', { params: { path: { id: person }, query: { limit: 100 } } })
  const [making, setMaking] = useState(false)
  const [made, setMade] = useState<Schemas['KeyWithSecret']>()
  const [going, setGoing] = useState<Key>()
  const icon = <IconPlus size={16} aria-hidden />
  const make = may ? <MayButton may={may} leftSection={icon} onClick={() => setMaking(true)}>{t('mine.keys.make')}</MayButton> : <Button leftSection={icon} onClick={() => setMaking(true)}>{t('mine.keys.make')}</Button>
  return (
    <Part title={t('mine.keys.title')} about={t('mine.keys.about')} actions={make}>
      {made && <Once title={t('mine.keys.shown', { name: made.name })} text={made.secret} label={t('mine.keys.copy')} onDone={() => setMade(undefined)} />}
      <Loaded asked={asked} lines={2}>{(list) => list.items.length === 0 ? <Empty>{t('mine.keys.none')}</Empty> : (
        <Rows name={t('mine.keys.title')} rows={list.items} id={(one) => one.id} columns={[
          { title: t('mine.keys.name'), render: (one) => <Text size="sm" fw={600}>{one.name}</Text> },
          { title: t('rooms.state'), render: (one) => <Tag tone={stand(one).tone}>{t(`mine.keys.${stand(one).word}`)}</Tag> },
          { title: t('mine.keys.start'), render: (one) => <code>{one.start}…</code> },
          { title: t('mine.keys.scope'), render: (one) => <span title={one.scopes?.map((scope) => t(`rights.${scope}` as 'rights.article.read')).join(', ')}>{one.scopes ? t('mine.keys.scopes', { count: one.scopes.length, n: one.scopes.length }) : t('mine.keys.allScopes')}</span> },
          { title: t('mine.keys.ends'), render: (one) => one.expires_at && time.day(one.expires_at) },
          { title: t('mine.keys.used'), render: (one) => (one.last_used_at ? time.moment(one.last_used_at) : t('mine.keys.never')) },
          { title: t('rooms.actions'), tight: true, render: (one) => !one.revoked_at && <MayButton may={one.may['revoke']} size="xs" variant="default" onClick={() => setGoing(one)}>{t('mine.keys.revoke')}</MayButton> },
        ]} />
      )}</Loaded>
      <Side title={t('mine.keys.make')} opened={making} onClose={() => setMaking(false)}>
        <NewKey person={person} scopes={scopes ?? Object.keys(me.may)} onCancel={() => setMaking(false)} onMade={(key) => {
          setMaking(false)
          setMade(key)
          void asked.refetch()
        }} />
      </Side>
      {going && (
        <Confirm title={t('mine.keys.revokeTitle', { name: going.name })} consequence={t('mine.keys.revokeWhat')} button={t('mine.keys.revoke')} onClose={() => setGoing(undefined)} send={async () => {
          dataOf(await client.DELETE('/keys/{key}', { params: { path: { key: going.id } } }))
          await asked.refetch()
        }} />
      )}
    </Part>
  )
}
