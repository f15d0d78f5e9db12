import { Alert, Button, Group, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { api, client, dataOf } from '~/api/client'
import { useWords } from '~/i18n/useLang'
import { Confirm } from '~/parts/Confirm'
import { Loaded } from '~/parts/Loaded'
import { MayButton } from '~/parts/May'
import { Once } from '~/parts/Once'
import { Part } from '~/parts/Part'
import { ProblemNote } from '~/parts/ProblemNote'
import { SessionRows } from '~/parts/SessionRows'
import { Tag } from '~/parts/Tag'
import { tell } from '~/parts/tell'
import { useAct } from '~/parts/useAct'

import type { Account } from './people'

/** How somebody comes in: one-time links, the second factor, sessions. */
export function SignIn({ person, onChanged }: { person: Account; onChanged: () => Promise<unknown> }) {
  const { t } = useTranslation()
  const words = useWords()
  const act = useAct()
  const path = { id: person.id }
  const sessions = api.useQuery('get', '/people/{id}/sessions', { params: { path, query: { limit: 100 } } })
  const [link, setLink] = useState<string>()
  const [taking, setTaking] = useState(false)
  const makeLink = () => act.run(async () => {
    const made = dataOf(await client.POST('/people/{id}/links', { params: { path }, body: { purpose: person.has_password ? 'reset' : 'invite' } }))
    setLink(made.address)
    if (made.mailed_to) tell(t('accounts.signIn.mailed', { to: made.mailed_to }))
    await onChanged()
  })
  const end = (send: () => Promise<unknown>) => act.run(async () => {
    await send()
    await sessions.refetch()
    tell(t('accounts.signIn.ended'))
  })
  const mail = person.link_mail
  return (
    <Part title={t('accounts.signIn.title')}>
      {link && <Once title={`${t('accounts.signIn.link')}. ${t('accounts.signIn.linkAbout', { name: person.name })}`} text={link} label={t('accounts.signIn.copyLink')} onDone={() => setLink(undefined)} />}
      {mail && <Alert color={mail.state === 'given_up' ? 'red' : 'gray'}>{t(`accounts.mails.${mail.state}`)}{mail.to && `: ${mail.to}`}{mail.reason && ` — ${words(mail.reason)}`}{mail.answer && <Text size="xs">{mail.answer}</Text>}</Alert>}
      {act.problem && <ProblemNote problem={act.problem} />}
      <Group gap="sm">
        <MayButton may={person.may['create-link']} variant="default" loading={act.busy} onClick={() => void makeLink()}>{t(person.has_password ? 'accounts.signIn.reset' : 'accounts.signIn.invite')}</MayButton>
        <Tag tone={person.second_factor ? 'good' : 'plain'}>{t(person.second_factor ? 'accounts.signIn.factorOn' : 'accounts.signIn.factorOff')}</Tag>
        {person.second_factor && <MayButton may={person.may['manage']} variant="default" onClick={() => setTaking(true)}>{t('accounts.signIn.take')}</MayButton>}
      </Group>
      <Loaded asked={sessions} lines={1}>{(list) => (
        <>
          <SessionRows sessions={list.items} onEnd={(session) => void end(async () => dataOf(await client.DELETE('/people/{id}/sessions/{session}', { params: { path: { ...path, session } } })))} />
          {list.items.length > 1 && <Button variant="default" style={{ alignSelf: 'start' }} onClick={() => void end(async () => dataOf(await client.DELETE('/people/{id}/sessions', { params: { path } })))}>{t('accounts.signIn.endAll')}</Button>}
        </>
      )}</Loaded>
      {taking && (
        <Confirm title={t('accounts.signIn.takeTitle', { name: person.name })} consequence={t('accounts.signIn.takeWhat')} button={t('accounts.signIn.take')} onClose={() => setTaking(false)} send={async () => {
          dataOf(await client.DELETE('/people/{id}/second-factor', { params: { path } }))
          await onChanged()
        }} />
      )}
    </Part>
  )
}
