import { Anchor, Button, Group, Stack, Title } from '@mantine/core'
import { Link, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { api, type Schemas } from '~/api/client'
import { useStanding } from '~/pages/schedule/going'
import { useEdition } from '~/pages/schedule/reads'
import { ScheduleDialog } from '~/pages/schedule/ScheduleDialog'
import { ChannelMark } from '~/parts/ChannelMark'
import { Empty } from '~/parts/Empty'
import { Loaded } from '~/parts/Loaded'
import { MayButton } from '~/parts/May'
import { deliveryState, editionState, StateChip } from '~/parts/StateChip'
import { useTitle } from '~/parts/useTitle'

import { Acts } from './Acts'
import { Correct } from './Correct'
import classes from './deliveries.module.css'
import { LiveLine } from './LiveLine'
import { Track } from './Track'
import { Withdraw } from './Withdraw'

/** The way of an edition to its channels, one track for each of its posts, as it goes on. */
export function Timeline() {
  const { t } = useTranslation()
  const { article = '', lang = '' } = useParams({ strict: false })
  const edition = useEdition(article, lang)
  const [planning, setPlanning] = useState(false)
  const title = edition.data?.data.title ?? ''
  useTitle(`${t('deliveries.timelineOf')}: ${title}`)
  return (
    <Stack maw={880}>
      <Loaded asked={edition}>{({ data }) => (
        <>
          <div className={classes.head}>
            <Title order={1} lang={data.lang}>{data.title}</Title>
            <StateChip state={editionState(data)} />
          </div>
          <Doing edition={data} onPlan={() => setPlanning(true)} />
          <Posts edition={data} onPlan={() => setPlanning(true)} />
        </>
      )}</Loaded>
      <ScheduleDialog article={article} lang={lang} opened={planning} onClose={() => setPlanning(false)} />
    </Stack>
  )
}

/** What can be done with the edition; once some channel has it or will, more channels come second. */
function Doing({ edition, onPlan }: { edition: Schemas['FullEdition']; onPlan: () => void }) {
  const { t } = useTranslation()
  const { known, standing } = useStanding(edition)
  const more = !known || standing !== undefined
  return (
    <Group gap="sm">
      <MayButton may={edition.may.schedule} {...(more && { variant: 'default' })} onClick={onPlan}>{t(more ? 'schedule.moreChannels' : 'deliveries.schedule')}</MayButton>
      <Correct edition={edition} />
      <Withdraw edition={edition} />
      <Anchor component={Link} to={`/articles/${edition.article}/${edition.lang}` as string}>{t('deliveries.toText')}</Anchor>
    </Group>
  )
}

function Posts({ edition, onPlan }: { edition: Schemas['FullEdition']; onPlan: () => void }) {
  const { t } = useTranslation()
  const asked = api.useQuery('get', '/deliveries', { params: { query: { edition: edition.id, limit: 100, order: 'oldest' } } })
  return (
    <Loaded asked={asked}>{(page) => (
      <>
        <LiveLine readAt={asked.dataUpdatedAt} />
        {page.items.length === 0 ? <Empty action={<Button variant="light" onClick={onPlan}>{t('deliveries.schedule')}</Button>}>{t('deliveries.noneOfEdition')}</Empty>
          : <Stack component="section" aria-label={t('deliveries.timelineOf')} gap="md">{page.items.map((one) => <Post key={one.id} one={one} />)}</Stack>}
      </>
    )}</Loaded>
  )
}

const settled = ['sent', 'confirmed', 'cancelled', 'superseded', 'withdrawn']

function Post({ one }: { one: Schemas['Delivery'] }) {
  const { t } = useTranslation()
  return (
    <article className={classes.track} aria-label={one.channel_name}>
      <div className={classes.head}>
        <h2 className={classes.name}><ChannelMark kind={one.channel_kind ?? ''} />{one.channel_name}{one.intent !== 'publish' && <span className={classes.intent}>· {t(`deliveries.intent.${one.intent}`)}</span>}</h2>
        <Group gap="sm">
          {one.address && <Anchor size="sm" fw={600} href={one.address} target="_blank" rel="noreferrer">{t('schedule.view')}</Anchor>}
          <StateChip state={deliveryState(one.state)} /><Anchor component={Link} size="sm" to={`/deliveries/${one.id}` as string}>{t('deliveries.detail')}</Anchor>
        </Group>
      </div>
      <Track delivery={one} />
      {!settled.includes(one.state) && <Ways id={one.id} />}
    </article>
  )
}

/** What holds a post that is not out, and what can be done. */
function Ways({ id }: { id: string }) {
  const asked = api.useQuery('get', '/deliveries/{id}/why', { params: { path: { id } } })
  if (!asked.data || asked.data.steps.length === 0) return null
  return <div className={classes.note}><Acts why={asked.data} /></div>
}
