import { useQuery } from '@tanstack/react-query'
import { useTranslation } from '~/i18n/useTranslation'

import { api, type Schemas } from '~/api/client'
import { useLang } from '~/i18n/useLang'
import { reviewAddress } from '~/pages/reviews/queue'
import { ChannelMark } from '~/parts/ChannelMark'
import { Go } from '~/parts/Go'
import { useTime } from '~/time/useTime'

import { Card, Line } from './Card'
import { standsStill } from './standing'
import classes from './Home.module.css'

const week = 7 * 86_400_000

/** Checks that are owed of stories which went out by one approval. */
export function Checks() {
  const { t } = useTranslation()
  const time = useTime()
  const asked = api.useQuery('get', '/rechecks', { params: { query: { state: ['open'], limit: 100 } } })
  return (
    <Card name="checks" title={t('home.checks.title')} asked={asked} to="/reviews" nothing={t('home.checks.nothing')}>
      {(one) => <Line to={reviewAddress(one)} lang={one.lang} title={one.title}><span className={one.overdue ? classes.late : undefined}>{one.overdue ? t('home.checks.overdue') : t('home.planned.due', { at: time.moment(one.due_at) })}</span></Line>}
    </Card>
  )
}

/** Approval that is lent and ends within seven days. */
export function Lent() {
  const { t } = useTranslation()
  const time = useTime()
  const asked = api.useQuery('get', '/delegations', { params: { query: { limit: 100 } } })
  const ahead = (one: Schemas['Delegation']) => new Date(one.ends_at).getTime() - asked.dataUpdatedAt
  const items = asked.data?.items.filter((one) => !one.revoked_at && ahead(one) > 0 && ahead(one) < week)
  return (
    <Card name="lent" title={t('home.lent.title')} asked={{ ...asked, data: items && { items } }} to="/me" nothing={t('home.lent.nothing')}>
      {(one) => <Line to="/me" title={t('home.lent.line', { giver: one.giver.name, receiver: one.receiver.name, at: time.moment(one.ends_at) })}>{one.reason}</Line>}
    </Card>
  )
}

/** The channels, and which of them send nothing. */
export function Channels() {
  const { t } = useTranslation()
  const asked = api.useQuery('get', '/channels', { params: { query: { limit: 100 } } })
  const still = (one: Schemas['Channel']) => standsStill(one, new Date())
  const data = asked.data && { ...asked.data, items: asked.data.items.toSorted((a, b) => Number(still(b)) - Number(still(a))) }
  return (
    <Card name="channels" title={t('home.house.title')} asked={{ ...asked, data }} to="/channels" nothing={t('home.house.nothing')} action={<Go to="/channels/new">{t('home.house.add')}</Go>}>
      {(one) => <Line to={`/channels/${one.id}`} title={one.name} mark={<ChannelMark kind={one.kind} />}>{still(one) && <span className={classes.late}>{t('home.trouble.paused')}</span>}</Line>}
    </Card>
  )
}

/** Accounts without a second factor, and invitations that nobody took up. */
export function People() {
  const { t } = useTranslation()
  const asked = api.useQuery('get', '/people', { params: { query: { limit: 100 } } })
  const items = asked.data?.items.filter((one) => !one.disabled && (!one.second_factor || !one.has_password))
  return (
    <Card name="people" title={t('home.people.title')} asked={{ ...asked, data: items && { items, ...(asked.data?.next_cursor && { next_cursor: asked.data.next_cursor }) } }} to="/people" nothing={t('home.people.nothing')}>
      {(one) => (
        <Line to={`/people/${one.id}`} title={one.name}>
          {!one.has_password && <span>{t('home.people.noPassword')}</span>}
          {!one.second_factor && <span>{t('home.people.noFactor')}</span>}
        </Line>
      )}
    </Card>
  )
}

/** What a press account asked the province for. */
export function OwnRequests() {
  const { t } = useTranslation()
  const time = useTime()
  const asked = api.useQuery('get', '/requests', { params: { query: { limit: 100 } } })
  return (
    <Card name="own-requests" title={t('home.requests.own')} asked={asked} to="/press" nothing={t('home.requests.ownNothing')} action={<Go to="/press">{t('home.requests.ask')}</Go>}>
      {(one) => <Line to="/press" search={{ request: one.id }} lang={one.lang} title={one.subject}><strong>{t(`home.requests.states.${one.state}`)}</strong>{one.due && <span>{t('home.planned.due', { at: time.due(one.due) })}</span>}</Line>}
    </Card>
  )
}

interface Item {
  id: string
  url: string
  title: string
  date_published: string
}

/** The newest stories that everybody can read, from the public feed in the person's language. */
export function Newest() {
  const { t } = useTranslation()
  const time = useTime()
  const lang = useLang()
  const asked = useQuery({
    queryKey: ['feed', lang],
    queryFn: async (): Promise<{ items: Item[] }> => {
      const answer = await fetch(`/feeds/${lang}/all.json`)
      if (!answer.ok) throw new Error(`feed: ${answer.status}`)
      return (await answer.json()) as { items: Item[] }
    },
  })
  return (
    <Card name="newest" title={t('home.newest.title')} asked={asked} to="/press" nothing={t('home.newest.nothing')}>
      {(one) => <div className={classes.line}><div className={classes.what}><a href={one.url} target="_blank" rel="noreferrer" lang={lang}>{one.title}</a><div className={classes.facts}><time dateTime={one.date_published}>{time.moment(one.date_published)}</time></div></div></div>}
    </Card>
  )
}
