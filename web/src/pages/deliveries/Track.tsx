import { Anchor, Text } from '@mantine/core'
import { IconAlertTriangle, IconCheck, IconClock, IconExternalLink, IconLoader, IconQuestionMark, IconShieldCheck, IconX, type Icon } from '@tabler/icons-react'
import type { Translate } from '~/i18n/useTranslation'
import type { ReactNode } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { api, type Schemas } from '~/api/client'
import { useWords } from '~/i18n/useLang'
import { useTime } from '~/time/useTime'

import classes from './deliveries.module.css'
import { Exchanges } from './Exchanges'

type Tone = 'good' | 'bad' | 'doubt' | 'now' | 'plain'

const tones: Record<string, Tone> = {
  ok: 'good', accepted: 'now', duplicate: 'good', found: 'good', rejected: 'bad', reauth: 'bad', transient: 'bad', throttled: 'now', ambiguous: 'doubt', unclear: 'doubt', missing: 'doubt', blind: 'doubt', lost: 'bad',
}
const icons: Record<Tone, Icon> = { good: IconCheck, bad: IconX, doubt: IconQuestionMark, now: IconClock, plain: IconClock }

/** The way of one delivery: planned, each attempt, its address, its proof, and what comes next. */
export function Track({ delivery }: { delivery: Schemas['Delivery'] }) {
  const { t } = useTranslation()
  const time = useTime()
  const words = useWords()
  const asked = api.useQuery('get', '/deliveries/{id}/attempts', { params: { path: { id: delivery.id }, query: { limit: 100 } } }, { enabled: delivery.attempt > 0 || delivery.state !== 'waiting' })
  const attempts = (asked.data?.items ?? []).toReversed()
  const known = delivery.next_at && !['sent', 'confirmed'].includes(delivery.state) ? delivery.next_at : undefined
  return (
    <ol className={classes.steps}>
      <Step tone="plain" mark={IconClock}>
        <Text size="sm" fw={600}>{t('deliveries.step.plannedAt', { moment: time.moment(delivery.due_at) })}</Text>
        <Text size="xs" c="dimmed">{t('deliveries.step.planned')} {time.moment(delivery.created_at)}</Text>
      </Step>
      {attempts.map((one) => <Try key={one.id} delivery={delivery} attempt={one} />)}
      {delivery.sent_at && (
        <Step tone="good" mark={IconExternalLink}>
          <Text size="sm" fw={600}>{t('deliveries.step.link')} · {time.moment(delivery.sent_at)}</Text>
          {delivery.address && <Anchor size="sm" href={delivery.address} target="_blank" rel="noreferrer">{delivery.address}</Anchor>}
        </Step>
      )}
      {delivery.confirmed_at && <Step tone="good" mark={IconShieldCheck}><Text size="sm" fw={600}>{t('deliveries.step.confirmed')} · {time.moment(delivery.confirmed_at)}</Text></Step>}
      {delivery.reason_words && <Step tone={delivery.state === 'attention' ? 'bad' : 'doubt'} mark={IconAlertTriangle}><Text size="sm" fw={600}>{words(delivery.reason_words)}</Text>{delivery.detail && <Text size="sm">{words(delivery.detail)}</Text>}</Step>}
      {known && <Step tone="now" mark={IconLoader}><Text size="sm">{t('deliveries.step.next', { moment: time.moment(known), relative: time.relative(known) })}</Text></Step>}
    </ol>
  )
}

function Step({ tone, mark: Mark, children }: { tone: Tone; mark: Icon; children: ReactNode }) {
  return <li className={classes.step} data-tone={tone}><span className={classes.dot}><Mark size={14} aria-hidden /></span>{children}</li>
}

function Try({ delivery, attempt }: { delivery: Schemas['Delivery']; attempt: Schemas['Attempt'] }) {
  const { t } = useTranslation()
  const time = useTime()
  const words = useWords()
  const tone = attempt.class ? tones[attempt.class] ?? 'plain' : 'now'
  const took = attempt.finished_at ? new Date(attempt.finished_at).getTime() - new Date(attempt.started_at).getTime() : undefined
  return (
    <Step tone={tone} mark={attempt.class ? icons[tone] : IconLoader}>
      <Text size="sm"><b>{t(`deliveries.task.${attempt.task}`, { number: attempt.number })}</b> · {classWord(attempt.class, t)} · {time.exactClock(attempt.started_at)}{took !== undefined && ` ${t('deliveries.took', { time: `${time.number(took)} ms` })}`}</Text>
      {attempt.detail && <Text size="sm">{words(attempt.detail)}</Text>}
      <Exchanges delivery={delivery.id} attempt={attempt} />
    </Step>
  )
}

const classesOfTries = ['ok', 'accepted', 'rejected', 'throttled', 'transient', 'ambiguous', 'reauth', 'duplicate', 'lost', 'found', 'missing', 'unclear', 'blind', 'running'] as const

/** What happened in a try, in plain words; a code that this program does not know is shown as it is. */
function classWord(code: string | undefined, t: Translate): string {
  const known = classesOfTries.find((one) => one === (code ?? 'running'))
  return known ? t(`deliveries.class.${known}`) : code ?? ''
}
