import { Anchor, Button, Group, Stack, Text, Title } from '@mantine/core'
import { Link, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { api, type Schemas } from '~/api/client'
import { ChannelMark } from '~/parts/ChannelMark'
import { Loaded } from '~/parts/Loaded'
import { deliveryState, StateChip } from '~/parts/StateChip'
import { useTitle } from '~/parts/useTitle'

import { Acts } from './Acts'
import classes from './deliveries.module.css'
import { LiveLine } from './LiveLine'
import { Track } from './Track'
import { Why } from './Why'

/** One delivery: where it is, why, what can be done, and everything that was tried. */
export function Delivery() {
  const { t } = useTranslation()
  const { delivery = '' } = useParams({ strict: false })
  const asked = api.useQuery('get', '/deliveries/{id}/why', { params: { path: { id: delivery } } })
  const one = asked.data?.delivery
  useTitle(one?.title || t('deliveries.detail'))
  return (
    <Stack maw={880}>
      <Loaded asked={asked}>{(why) => (
        <>
          <div className={classes.head}>
            <Title order={1} lang={why.delivery.lang}>{why.delivery.title || t('deliveries.untitled')}</Title>
            <StateChip state={deliveryState(why.delivery.state)} />
          </div>
          <Group gap="md">
            <span className={classes.cell}><ChannelMark kind={why.delivery.channel_kind ?? ''} />{why.delivery.channel_name} · {t(`deliveries.intent.${why.delivery.intent}`)}</span>
            <Anchor component={Link} to={`/articles/${why.delivery.article}/${why.delivery.lang}/deliveries` as string}>{t('deliveries.timelineOf')}</Anchor>
            <Anchor component={Link} to="/deliveries">{t('deliveries.all')}</Anchor>
          </Group>
          <LiveLine readAt={asked.dataUpdatedAt} />
          <Panel title={t('deliveries.why')}><Why why={why} /></Panel>
          <Panel title={t('deliveries.acts')}>{why.steps.length === 0 ? <Text c="dimmed">{t('deliveries.noActs')}</Text> : <Acts why={why} />}</Panel>
          <Panel title={t('deliveries.timelineOf')}><Track delivery={why.delivery} /></Panel>
          <Panel title={t('deliveries.sent.post')}><Sent delivery={why.delivery} /></Panel>
        </>
      )}</Loaded>
    </Stack>
  )
}

function Panel({ title, children }: { title: string; children: React.ReactNode }) {
  return <section className={classes.track}><Title order={2} size="h3" mb="sm">{title}</Title>{children}</section>
}

/** The post as it was made for the channel, once somebody asks for it. */
function Sent({ delivery }: { delivery: Schemas['Delivery'] }) {
  const { t } = useTranslation()
  const [shown, setShown] = useState(false)
  if (!delivery.payload_hash) return <Text c="dimmed">{t('deliveries.sent.none')}</Text>
  return (
    <Stack gap="sm">
      <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>{t('deliveries.sent.hash', { hash: delivery.payload_hash })}</Text>
      {shown ? <Words id={delivery.id} /> : <div><Button variant="default" onClick={() => setShown(true)}>{t('deliveries.sent.show')}</Button></div>}
    </Stack>
  )
}

/** The words of a body, without its marks. */
function textOf(html: string): string {
  return new DOMParser().parseFromString(html, 'text/html').body.textContent ?? ''
}

function Words({ id }: { id: string }) {
  const { t } = useTranslation()
  const asked = api.useQuery('get', '/deliveries/{id}/post', { params: { path: { id } } })
  return (
    <Loaded asked={asked}>{(post) => (
      <dl className={classes.facts}>{([['title', post.title], ['lead', post.lead], ['text', textOf(post.html)], ['link', post.link]] as const).filter(([, words]) => words).map(([name, words]) => (
        <div key={name} style={{ display: 'contents' }}><dt>{t(`deliveries.sent.${name}`)}</dt><dd style={{ whiteSpace: 'pre-wrap' }}>{words}</dd></div>
      ))}</dl>
    )}</Loaded>
  )
}
