import { IconAlertTriangle, IconPlugConnectedX, IconQuestionMark, IconX } from '@tabler/icons-react'
import { useId } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { api, type Schemas } from '~/api/client'
import { useWords } from '~/i18n/useLang'
import { ChannelMark } from '~/parts/ChannelMark'
import { Go } from '~/parts/Go'
import { ProblemNote } from '~/parts/ProblemNote'
import { toProblem } from '~/api/problem'
import { useTime } from '~/time/useTime'

import { ChannelTrouble } from './ChannelTrouble'
import { needsLook } from './standing'
import classes from './Home.module.css'

const most = 8

/**
 * What went wrong and waits for a person: posts that failed, posts whose outcome nobody knows,
 * channels that stand still. It cannot be put away; it goes when it is solved.
 */
export function Strip() {
  const { t } = useTranslation()
  const heading = useId()
  const failed = api.useQuery('get', '/deliveries', { params: { query: { state: ['attention'], limit: 100 } } })
  const unsure = api.useQuery('get', '/deliveries', { params: { query: { state: ['unsure'], limit: 100 } } })
  const channels = api.useQuery('get', '/channels', { params: { query: { limit: 100 } } })
  const problem = failed.error ?? unsure.error ?? channels.error
  const looks = channels.data?.items.filter((one) => needsLook(one, new Date())) ?? []
  const failures = failed.data?.items ?? []
  const doubts = unsure.data?.items ?? []
  if (problem) return <ProblemNote problem={toProblem(problem)} onRetry={() => void Promise.all([failed.refetch(), unsure.refetch(), channels.refetch()])} />
  if (failures.length + doubts.length + looks.length === 0) return null
  return (
    <section className={classes.strip} aria-labelledby={heading} data-card="trouble">
      <div className={classes.heads}>
        <h2 id={heading}>{t('home.trouble.title')}</h2>
        {failures.length > 0 && <Go to="/deliveries" search={{ state: 'attention' }}><IconX size={16} aria-hidden />{t('home.trouble.failed', { count: failures.length })}</Go>}
        {doubts.length > 0 && <Go to="/deliveries" search={{ state: 'unsure' }}><IconQuestionMark size={16} aria-hidden />{t('home.trouble.unsure', { count: doubts.length })}</Go>}
        {looks.length > 0 && <Go to="/channels"><IconPlugConnectedX size={16} aria-hidden />{t('home.trouble.channels')}: {looks.length}</Go>}
      </div>
      {[...failures, ...doubts].slice(0, most).map((one) => <Trouble key={one.id} delivery={one} />)}
      {looks.map((one) => <ChannelTrouble key={one.id} channel={one} />)}
    </section>
  )
}

function Trouble({ delivery: one }: { delivery: Schemas['Delivery'] }) {
  const { t } = useTranslation()
  const words = useWords()
  const time = useTime()
  const failed = one.state === 'attention'
  const Mark = failed ? IconAlertTriangle : IconQuestionMark
  return (
    <div className={classes.trouble} data-how={failed ? 'failed' : 'unsure'} data-delivery={one.id}>
      <div className={classes.what}>
        <Mark size={16} aria-hidden /> <span lang={one.lang}>{one.title ?? one.channel_name}</span>
        <div className={classes.facts} style={{ color: 'inherit' }}>
          <span><ChannelMark kind={one.channel_kind ?? ''} size={16} /> {one.channel_name}</span>
          <span>{words(one.reason_words) || t(failed ? 'states.failed' : 'states.uncertain')}</span>
          <time dateTime={one.updated_at} title={time.moment(one.updated_at)}>{time.relative(one.updated_at)}</time>
        </div>
      </div>
      <Go to={`/deliveries/${one.id}`} aria-label={`${t('home.trouble.solve')}: ${one.title ?? ''}, ${one.channel_name ?? ''}`}>{t('home.trouble.solve')}</Go>
    </div>
  )
}
