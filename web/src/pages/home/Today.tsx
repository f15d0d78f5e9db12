import { useMemo } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { api, type Schemas } from '~/api/client'
import { ChannelMark } from '~/parts/ChannelMark'
import { Go } from '~/parts/Go'
import { deliveryState, StateChip, type Shown } from '~/parts/StateChip'
import { useTime } from '~/time/useTime'

import { Card, Line } from './Card'
import { dayAround } from './day'
import classes from './Home.module.css'

type Delivery = Schemas['Delivery']

/** The posts of an edition at one time, with the states in which they are. */
interface Going {
  key: string
  first: Delivery
  posts: Delivery[]
  states: Shown[]
  over: boolean // nothing of it is still to come
}

/** Puts together what goes out of an edition at the same time; what is still to come stands first, in order. */
export function together(deliveries: Delivery[]): Going[] {
  const all = new Map<string, Delivery[]>()
  for (const one of deliveries) {
    const key = `${one.edition} ${one.due_at}`
    all.set(key, [...(all.get(key) ?? []), one])
  }
  const going = Array.from(all, ([key, posts]): Going => {
    const states = [...new Set(posts.map((one) => deliveryState(one.state)))]
    return { key, first: posts[0] as Delivery, posts, states, over: states.every((one) => one !== 'scheduled' && one !== 'sending') }
  })
  const at = (one: Going) => Date.parse(one.first.due_at)
  return going.toSorted((a, b) => Number(a.over) - Number(b.over) || (a.over ? at(b) - at(a) : at(a) - at(b)))
}

/** What goes out today. */
export function Today() {
  const { t } = useTranslation()
  const time = useTime()
  const hour = new Date().toISOString().slice(0, 13) // the day is asked anew each hour, and not at each drawing
  const { from, until } = useMemo(() => dayAround(new Date(hour + ':00:00Z'), time.zone), [hour, time.zone])
  const asked = api.useQuery('get', '/deliveries', { params: { query: { due_after: from, due_until: until, limit: 100 } } })
  const data = asked.data && { ...asked.data, items: together(asked.data.items) }
  return (
    <Card name="today" title={t('home.today.title')} asked={{ ...asked, data }} count={asked.data?.items.length} to="/deliveries" search={{ today: true }} nothing={t('home.today.nothing')} action={<Go to="/calendar">{t('home.today.calendar')}</Go>}>
      {(one) => (
        <Line to={one.first.article ? `/articles/${one.first.article}/${one.first.lang ?? 'vi'}/deliveries` : `/deliveries/${one.first.id}`} lang={one.first.lang ?? 'vi'} title={one.first.title ?? one.first.channel_name ?? ''}
          mark={<time className={classes.clock} dateTime={one.first.due_at} title={time.moment(one.first.due_at)}>{time.clock(one.first.due_at)}</time>}>
          <span className={classes.marks}>{one.posts.map((post) => <ChannelMark key={post.id} kind={post.channel_kind ?? ''} size={18} label={`${post.channel_name ?? ''}: ${t(`states.${deliveryState(post.state)}`)}`} />)}</span>
          {one.states.map((state) => <StateChip key={state} state={state} />)}
        </Line>
      )}
    </Card>
  )
}
