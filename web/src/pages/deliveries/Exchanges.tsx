import { Button, Stack, Text, Textarea } from '@mantine/core'
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { api, type Schemas } from '~/api/client'
import { Loaded } from '~/parts/Loaded'
import { useTime } from '~/time/useTime'

import classes from './deliveries.module.css'

/** The code of an attempt and what went over the wire, folded until somebody asks. */
export function Exchanges({ delivery, attempt }: { delivery: string; attempt: Schemas['Attempt'] }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  return (
    <div>
      <Button size="compact-xs" variant="subtle" aria-expanded={open} leftSection={open ? <IconChevronDown size={14} /> : <IconChevronRight size={14} />} onClick={() => setOpen(!open)}>{attempt.exchanges === 0 ? t('deliveries.technical') : t('deliveries.raw', { count: attempt.exchanges })}</Button>
      {open && attempt.reason && <Text size="xs" c="dimmed"><code>{attempt.reason}</code></Text>}
      {open && (attempt.exchanges === 0 ? <Text size="xs" c="dimmed">{t('deliveries.noRaw')}</Text> : <Raw delivery={delivery} attempt={attempt.id} />)}
    </div>
  )
}

function Raw({ delivery, attempt }: { delivery: string; attempt: string }) {
  const { t } = useTranslation()
  const asked = api.useQuery('get', '/deliveries/{id}/attempts/{attempt}/exchanges', { params: { path: { id: delivery, attempt } } })
  return (
    <Loaded asked={asked}>{(page) => page.items.length === 0 ? <Text size="xs" c="dimmed">{t('deliveries.rawGone')}</Text> : (
      <Stack component="ol" gap="sm" className={classes.raw}>{page.items.map((one) => <Exchange key={one.number} one={one} />)}</Stack>
    )}</Loaded>
  )
}

function Exchange({ one }: { one: Schemas['Exchange'] }) {
  const { t } = useTranslation()
  const time = useTime()
  return (
    <li>
      <Text size="xs" className={classes.line}><b>{one.method}</b> {one.address}</Text>
      <Text size="xs" c="dimmed">{time.exactClock(one.at)} · {time.number(one.took_ms)} ms · {one.status ?? one.problem ?? ''}</Text>
      <Part label={t('deliveries.request')} part={one.request} />
      <Part label={t('deliveries.answer')} part={one.answer} />
    </li>
  )
}

function Part({ label, part }: { label: string; part: Schemas['ExchangePart'] }) {
  const { t } = useTranslation()
  const time = useTime()
  return (
    <Textarea className={classes.body ?? ''} size="xs" readOnly autosize maxRows={14} label={`${label} · ${t('deliveries.bytes', { bytes: time.number(part.bytes) })}${part.cut ? ` · ${t('deliveries.cut')}` : ''}`}
      value={[...part.header.map((one) => `${one.name}: ${one.value}`), '', part.body ?? t('deliveries.noBody')].join('\n')} />
  )
}
