import { useMemo } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { api } from '~/api/client'
import { ChannelMark } from '~/parts/ChannelMark'
import { Go } from '~/parts/Go'
import { deliveryState, StateChip } from '~/parts/StateChip'
import { useTime } from '~/time/useTime'

import { Card, Line } from './Card'
import { dayAround } from './day'
import classes from './Home.module.css'
import { together } from './together'

/** What goes out today. */
export function Today() {
  const { t } = useTranslation()
  const time = useTime()
  const hour = new Date().toISOString().slice(0, 13) // the day is asked anew each hour, and not at each drawing
  const { from, until } = useMemo(() => dayAround(new Date(hour + ':00:00Z'), time.zone), [hour, time.zone])
  const asked = api.useQuery('get', '/deliveries', { params: { query: { due_after: from, due_until: until, limit: 100 } } })
  const data = asked.data && { ...asked.data, items: together(asked.data.items) }
  return (
    <Card name="today" title={t('home.today.title')} asked={{ ...asked, data }} shown={10} to="/deliveries" search={{ today: true }} nothing={t('home.today.nothing')} action={<Go to="/calendar">{t('home.today.calendar')}</Go>}>
      {(one) => (
        <Line to={one.first.article ? `/articles/${one.first.article}/${one.first.lang ?? 'vi'}/deliveries` : `/deliveries/${one.first.id}`} lang={one.first.lang ?? 'vi'} title={one.first.title ?? one.first.channel_name ?? ''}
          mark={<time className={classes.clock} dateTime={one.first.due_at} title={time.moment(one.first.due_at)}>{time.clock(one.first.due_at)}</time>}>
          <span className={classes.marks}>{one.posts.map((post) => <ChannelMark key={post.id} kind={post.channel_kind ?? ''} size={18} label={`${post.channel_name ?? ''}, ${time.clock(post.due_at)}: ${t(`states.${deliveryState(post.state)}`)}`} />)}</span>
          {one.states.map((state) => <StateChip key={state} state={state} />)}
        </Line>
      )}
    </Card>
  )
}
