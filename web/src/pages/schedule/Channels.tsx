import { Button, Checkbox, Group, NumberInput, Stack, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useTranslation } from '~/i18n/useTranslation'

import type { Schemas } from '~/api/client'
import { ChannelMark } from '~/parts/ChannelMark'
import { deliveryState, StateChip } from '~/parts/StateChip'
import { useTime } from '~/time/useTime'
import { ChannelState } from '~/pages/channels/ChannelState'

import type { Channel, Wanted } from './plan'
import classes from './schedule.module.css'

/** What is known of one channel in a plan: its post so far, its hour, what the server says of it. */
export interface Outlook {
  channel: Channel
  post?: Schemas['DeliverySummary'] | undefined
  at?: string | undefined
  warnings: string[]
  fault?: string | undefined
}

/** The channels that can take the edition, each with its state, its offset and what the server says of it. */
export function Channels({ list, wanted, onChange }: { list: Outlook[]; wanted: Wanted; onChange: (wanted: Wanted) => void }) {
  const { t } = useTranslation()
  const all = list.map((one) => one.channel.id)
  const every = all.every((id) => wanted.channels.includes(id))
  const toggle = (id: string, on: boolean) => onChange({ ...wanted, channels: all.filter((one) => (one === id ? on : wanted.channels.includes(one))) })
  return (
    <fieldset className={classes.group}>
      <Group justify="space-between" component="legend" className={classes.legend}>
        <span>{t('schedule.channels')}</span>
      </Group>
      <Button size="compact-xs" variant="subtle" className={classes.all} onClick={() => onChange({ ...wanted, channels: every ? [] : all })}>{t(every ? 'schedule.noneChosen' : 'schedule.everyChannel')}</Button>
      <Stack component="ul" gap={0} className={classes.channels}>{list.map((one) => (
        <Row key={one.channel.id} one={one} on={wanted.channels.includes(one.channel.id)} when={wanted.when.by} offset={wanted.offsets[one.channel.id]} onToggle={(on) => toggle(one.channel.id, on)}
          onOffset={(minutes) => {
            const { [one.channel.id]: _, ...others } = wanted.offsets
            onChange({ ...wanted, offsets: minutes === undefined ? others : { ...others, [one.channel.id]: minutes } })
          }} />
      ))}</Stack>
    </fieldset>
  )
}

function Row({ one, on, when, offset, onToggle, onOffset }: { one: Outlook; on: boolean; when: string; offset: number | undefined; onToggle: (on: boolean) => void; onOffset: (minutes: number | undefined) => void }) {
  const { t } = useTranslation()
  const time = useTime()
  const { channel, post } = one
  const leads = !channel.portal && !channel.passive
  return (
    <li className={classes.channel} data-chosen={on || undefined}>
      <Checkbox className={classes.pick} checked={on} onChange={(event) => onToggle(event.currentTarget.checked)} label={<span className={classes.name}><ChannelMark kind={channel.kind} />{channel.name}</span>} />
      <span className={classes.states}>
        <ChannelState channel={channel} quiet />
        {post && <StateChip state={deliveryState(post.state as Schemas['Delivery']['state'])} />}
      </span>
      {on && leads && when !== 'slot' && <NumberInput className={classes.offset} size="xs" label={t('schedule.offset')} aria-label={t('schedule.offsetOf', { name: channel.name })} min={0} max={1440} allowDecimal={false}
        placeholder={String(channel.offset_seconds / 60)} value={offset ?? ''} onChange={(value) => onOffset(value === '' ? undefined : Number(value))} />}
      {on && one.at && <Text size="sm" fw={600} className={classes.hour}>{time.moment(one.at)}</Text>}
      {!on && post?.state === 'waiting' && <Text size="sm" c="dimmed" className={classes.hour}>{t('schedule.planned', { moment: time.moment(post.due_at) })}</Text>}
      {on && (one.fault || one.warnings.length > 0) && (
        <ul className={classes.said}>
          {one.fault && <li data-fault><IconAlertTriangle size={16} aria-hidden />{one.fault}</li>}
          {one.warnings.map((words) => <li key={words}><IconAlertTriangle size={16} aria-hidden />{words}</li>)}
        </ul>
      )}
    </li>
  )
}
