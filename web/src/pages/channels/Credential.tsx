import { Anchor, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { api, type Schemas } from '~/api/client'
import { useTime } from '~/time/useTime'

import classes from './channels.module.css'

const near = 30

/** The life of a channel's credential: a bar, the days that are left, and the posts that its end will hurt. */
export function Credential({ channel, named = false }: { channel: Schemas['Channel']; named?: boolean }) {
  const { t } = useTranslation()
  const time = useTime()
  const end = channel.credential_expires_at
  const [now] = useState(() => Date.now())
  const days = end ? Math.round((new Date(end).getTime() - now) / 86_400_000) : Number.POSITIVE_INFINITY
  // Posts past the end are told of a single channel alone.
  const asked = api.useQuery('get', '/channels/{id}', { params: { path: { id: channel.id } } }, { enabled: days <= near })
  if (!end) return null
  const expiring = asked.data?.expiring
  const left = expiring?.days_left ?? days
  const level = left < 0 || expiring?.over ? 'over' : left <= 7 ? 'urgent' : left <= near ? 'near' : 'well'
  const words = level === 'over' ? t('channels.credential.over', { day: time.day(end) }) : t('channels.credential.left', { count: left, day: time.day(end) })
  return (
    <div className={classes.life}>
      <span>{t('channels.credential.label')}: <b>{words}</b></span>
      <div className={classes.bar} data-level={level} aria-hidden><span style={{ width: `${Math.max(2, Math.min(100, (left / 90) * 100))}%` }} /></div>
      {expiring && (expiring.posts.length > 0 ? (
        <>
          <Text size="sm" fw={600} className={classes.bad}>{t('channels.credential.posts', { count: expiring.posts.length })}</Text>
          {named && <ul className={classes.coming}>{expiring.posts.map((one) => <li key={one.delivery}><Anchor component={Link} to={`/deliveries/${one.delivery}` as string} lang={one.lang}>{one.title}</Anchor> · {time.moment(one.due_at)}</li>)}</ul>}
        </>
      ) : <Text size="sm" c="dimmed">{t('channels.credential.noPosts')}</Text>)}
      {named && level !== 'well' && <Text size="sm">{t('channels.credential.renew')}</Text>}
    </div>
  )
}
