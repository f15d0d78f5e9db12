import { useTranslation } from '~/i18n/useTranslation'

import { api, type Schemas } from '~/api/client'
import { useWords } from '~/i18n/useLang'
import { ChannelMark } from '~/parts/ChannelMark'
import { Go } from '~/parts/Go'
import { useTime } from '~/time/useTime'

import { standsStill } from './standing'
import classes from './Home.module.css'

type Channel = Schemas['Channel']
const shown = 3

/** A channel that stands still or whose credential ends, with the stories that this will hurt. */
export function ChannelTrouble({ channel }: { channel: Channel }) {
  const { t } = useTranslation()
  const words = useWords()
  const time = useTime()
  const still = standsStill(channel, new Date())
  return (
    <div className={classes.trouble} data-how={still ? 'failed' : 'unsure'} data-channel={channel.id}>
      <div className={classes.what}>
        <ChannelMark kind={channel.kind} size={16} /> <strong>{channel.name}</strong>: {why()}
        {still ? <Waiting channel={channel} /> : <Expiring channel={channel} />}
      </div>
      <Go to={`/channels/${channel.id}`} aria-label={`${t('home.trouble.solve')}: ${channel.name}`}>{t('home.trouble.solve')}</Go>
    </div>
  )

  function why(): string {
    if (channel.hold) return t('home.trouble.stands', { why: words(channel.hold.detail) })
    if (channel.paused) return channel.pause_reason ? t('home.trouble.stands', { why: channel.pause_reason }) : t('home.trouble.paused')
    if (channel.breaker) return t('home.trouble.failing', { at: time.moment(channel.breaker.until) })
    if (still && channel.parked_until) return t('home.trouble.parked', { at: time.moment(channel.parked_until) })
    const at = channel.credential_expires_at ?? ''
    const days = Math.floor((new Date(at).getTime() - Date.now()) / 86_400_000)
    return days < 0 ? t('home.trouble.ended', { at: time.moment(at) }) : t('home.trouble.ends', { count: days, at: time.moment(at) })
  }
}

/** Posts that wait for a channel that stands still. */
function Waiting({ channel }: { channel: Channel }) {
  const asked = api.useQuery('get', '/deliveries', { params: { query: { channel: channel.id, state: ['waiting', 'retrying'], limit: 100 } } })
  return asked.data ? <Hurt posts={asked.data.items.map((one) => ({ id: one.id, title: one.title ?? '', lang: one.lang, at: one.due_at }))} /> : null
}

/** Posts that are planned past the end of a credential; the API tells them of a single channel. */
function Expiring({ channel }: { channel: Channel }) {
  const asked = api.useQuery('get', '/channels/{id}', { params: { path: { id: channel.id } } })
  return asked.data ? <Hurt posts={asked.data.expiring?.posts.map((one) => ({ id: one.delivery, title: one.title, lang: one.lang, at: one.due_at })) ?? []} /> : null
}

function Hurt({ posts }: { posts: { id: string; title: string; lang: string | undefined; at: string }[] }) {
  const { t } = useTranslation()
  const time = useTime()
  if (posts.length === 0) return <div>{t('home.trouble.unhurt')}</div>
  return (
    <div>
      {t('home.trouble.hurts', { count: posts.length })}
      <ul>
        {posts.slice(0, shown).map((one) => <li key={one.id}><Go to={`/deliveries/${one.id}`} lang={one.lang}>{one.title}</Go>, {time.moment(one.at)}</li>)}
        {posts.length > shown && <li>{t('home.trouble.more', { count: posts.length - shown })}</li>}
      </ul>
    </div>
  )
}
