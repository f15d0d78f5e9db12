import { Anchor, Group, Stack, Title } from '@mantine/core'
import { Link, useParams } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { api, type Schemas } from '~/api/client'
import { useWords } from '~/i18n/useLang'
import { ChannelMark } from '~/parts/ChannelMark'
import { Loaded } from '~/parts/Loaded'
import { useTitle } from '~/parts/useTitle'

import { ChannelActs } from './ChannelActs'
import { ChannelState, useCondition } from './ChannelState'
import classes from './channels.module.css'
import { Connection } from './Connection'
import { Credential } from './Credential'
import { Health } from './Health'
import { conditionsOf } from './state'
import { Template } from './Template'
import { TestPost } from './TestPost'
import { Timing } from './Timing'
import { useChannel } from './useSave'

/** One channel: how it does, what can be done, and its settings by part. */
export function ChannelPage() {
  const { t } = useTranslation()
  const { channel = '' } = useParams({ strict: false })
  const asked = useChannel(channel)
  const kinds = api.useQuery('get', '/connectors')
  useTitle(asked.data?.data.name ?? t('channels.title'))
  return (
    <Stack maw={920}>
      <Loaded asked={asked}>{({ data, tag }) => (
        <>
          <Head channel={data} kind={kinds.data?.items.find((one) => one.kind === data.kind)} />
          {!data.passive && (
            <>
              <ChannelActs channel={data} tag={tag} />
              <Panel title={t('channels.test.title')}><TestPost channel={data} /></Panel>
              <Panel title={t('channels.form.connection')}><Connection key={tag} channel={data} tag={tag} kind={kinds.data?.items.find((one) => one.kind === data.kind)} /></Panel>
            </>
          )}
          <Panel title={t('channels.timing.title')}><Timing key={tag} channel={data} tag={tag} /></Panel>
          {!data.passive && <Panel title={t('channels.template.title')}><Template key={tag} channel={data} tag={tag} kind={kinds.data?.items.find((one) => one.kind === data.kind)} /></Panel>}
        </>
      )}</Loaded>
    </Stack>
  )
}

function Panel({ title, children }: { title: string; children: ReactNode }) {
  return <section className={classes.panel} aria-label={title}><Title order={2} size="h3" mb="sm">{title}</Title>{children}</section>
}

function Head({ channel, kind }: { channel: Schemas['Channel']; kind: Schemas['Connector'] | undefined }) {
  const { t } = useTranslation()
  const words = useWords()
  const why = useCondition()
  return (
    <section className={classes.panel}>
      <Stack gap="sm">
        <div className={classes.head}>
          <ChannelMark kind={channel.kind} size={40} />
          <div><Title order={1}>{channel.name}</Title><span className={classes.kind}>{[words(kind?.label) || channel.kind, channel.place].filter(Boolean).join(' · ')}</span></div>
          <span className={classes.conditions}><ChannelState channel={channel} /></span>
        </div>
        {conditionsOf(channel).map((one) => why(one, channel)).filter(Boolean).map((one) => <p key={one} style={{ margin: 0 }}>{one}</p>)}
        <Health channel={channel} />
        <Credential channel={channel} named />
        <Group gap="md"><Anchor component={Link} to="/channels">{t('channels.title')}</Anchor><Anchor component={Link} to={`/deliveries?channel=${channel.id}` as string}>{t('channels.planned')}</Anchor></Group>
      </Stack>
    </section>
  )
}
