import { Button, Group, Stack, Title } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { api, client, dataOf, newKey, type Schemas } from '~/api/client'
import { toProblem, type Problem } from '~/api/problem'
import { useWords } from '~/i18n/useLang'
import { ChannelMark } from '~/parts/ChannelMark'
import { Empty } from '~/parts/Empty'
import { Loaded } from '~/parts/Loaded'
import { MayButton } from '~/parts/May'
import { ProblemNote } from '~/parts/ProblemNote'
import { useTitle } from '~/parts/useTitle'
import { mayAnywhere, useMe, type Permission } from '~/session/me'

import { ChannelState } from './ChannelState'
import classes from './channels.module.css'
import { Credential } from './Credential'
import { Health } from './Health'

/** Whether somebody may make channels, in the shape in which the API answers for objects. */
function useMayAdd(): Permission {
  const me = useMe()
  return mayAnywhere(me, 'channel.manage') ? { allowed: true } : { allowed: false, who_can: ['technical_admin'] }
}

/** All channels as cards: state, health, how they keep to their hours, how long their credential lives. */
export function Channels() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const asked = api.useQuery('get', '/channels', { params: { query: { limit: 100 } } })
  const may = useMayAdd()
  useTitle(t('channels.title'))
  return (
    <Stack>
      <Group justify="space-between"><Title order={1}>{t('channels.title')}</Title><MayButton may={may} onClick={() => void navigate({ to: '/channels/new' })}>{t('channels.add')}</MayButton></Group>
      <Loaded asked={asked}>{(page) => (
        <>
          {page.items.every((one) => one.passive) && <Empty action={<Trial may={may} />}>{t('channels.none')}</Empty>}
          <ul className={classes.cards}>{page.items.map((one) => <li key={one.id}><Card channel={one} /></li>)}</ul>
        </>
      )}</Loaded>
    </Stack>
  )
}

/** One press makes the channel with which the whole way can be tried. */
function Trial({ may }: { may: Permission }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem>()
  const [key] = useState(newKey)
  async function make() {
    setBusy(true)
    try {
      dataOf(await client.POST('/channels', { params: { header: { 'Idempotency-Key': key } }, body: { kind: 'sandbox', name: t('channels.trialName') } }))
      notifications.show({ message: t('channels.trialMade') })
    } catch (e) {
      setProblem(toProblem(e))
    }
    await queries.invalidateQueries({ predicate: (query) => String(query.queryKey[1]).includes('/channels') })
    setBusy(false)
  }
  return <><MayButton may={may} loading={busy} onClick={() => void make()}>{t('channels.trial')}</MayButton>{problem && <ProblemNote problem={problem} />}</>
}

function Card({ channel }: { channel: Schemas['Channel'] }) {
  const { t } = useTranslation()
  const words = useWords()
  const kinds = api.useQuery('get', '/connectors')
  const kind = kinds.data?.items.find((one) => one.kind === channel.kind)
  const unfinished = channel.may.edit?.allowed === true && (channel.hold !== undefined || (channel.health !== undefined && channel.health.class !== 'ok'))
  return (
    <article className={classes.card} aria-label={channel.name}>
      <div className={classes.head}>
        <ChannelMark kind={channel.kind} size={36} />
        <div>
          <h2 className={classes.name}><Link to="/channels/$channel" params={{ channel: channel.id }}>{channel.name}</Link></h2>
          <span className={classes.kind}>{[words(kind?.label) || channel.kind, channel.portal && t('channels.portal'), channel.lang && t('channels.language.only', { lang: channel.lang.toUpperCase() })].filter(Boolean).join(' · ')}</span>
        </div>
      </div>
      <div className={classes.conditions}><ChannelState channel={channel} /></div>
      <Health channel={channel} />
      <Credential channel={channel} />
      {unfinished && <Button component={Link} to={`/channels/${channel.id}` as string} size="compact-sm" variant="light" mt="auto">{t('channels.goOn')}</Button>}
    </article>
  )
}
