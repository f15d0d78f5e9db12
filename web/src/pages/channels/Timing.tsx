import { ActionIcon, Button, Checkbox, Chip, Collapse, Group, NativeSelect, NumberInput, Stack, Text, TextInput, Tooltip } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useState, type FormEvent } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { api, type Schemas } from '~/api/client'
import { useWords } from '~/i18n/useLang'
import { ClockInput } from '~/parts/ClockInput'
import { MayButton } from '~/parts/May'
import { ProblemNote } from '~/parts/ProblemNote'
import { useTime } from '~/time/useTime'

import classes from './channels.module.css'
import { slotText, writeCron } from './slots'
import { useSave } from './useSave'

/** When and how fast a channel takes posts; slots are said as sentences. */
export function Timing({ channel, tag }: { channel: Schemas['Channel']; tag: string }) {
  const { t } = useTranslation()
  const { save, busy, problem } = useSave(channel.id, tag)
  const [slots, setSlots] = useState(channel.slots)
  const [quiet, setQuiet] = useState(channel.quiet_hours?.quiet ?? [])
  const [rest, setRest] = useState({ distance: channel.distance_seconds / 60, grace: channel.grace_seconds / 60, offset: channel.offset_seconds / 60, rate: channel.rate.every_seconds, closed: channel.keeps_closed_days, portal: channel.after_portal })
  const [more, setMore] = useState(false)
  function submit(event: FormEvent) {
    event.preventDefault()
    void save({
      slots, quiet_hours: { ...(channel.quiet_hours?.zone && { zone: channel.quiet_hours.zone }), quiet }, distance_seconds: rest.distance * 60, grace_seconds: rest.grace * 60,
      offset_seconds: rest.offset * 60, keeps_closed_days: rest.closed, rate: { every_seconds: rest.rate, burst: channel.rate.burst || 1 }, ...(channel.after_portal && rest.portal && { after_portal: rest.portal }),
    })
  }
  const number = (name: 'distance' | 'grace' | 'offset' | 'rate', help?: string) => (
    <NumberInput label={t(`channels.timing.${name}`)} description={help} min={0} value={rest[name]} onChange={(value) => setRest({ ...rest, [name]: Number(value) || 0 })} />
  )
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <Slots slots={slots} onChange={setSlots} />
        <Coming channel={channel} />
        <QuietHours quiet={quiet} onChange={setQuiet} />
        <Checkbox label={t('channels.timing.closedDays')} checked={rest.closed} onChange={(event) => setRest({ ...rest, closed: event.currentTarget.checked })} />
        {number('distance')}
        <div><Button size="compact-sm" variant="subtle" aria-expanded={more} onClick={() => setMore(!more)}>{t('channels.form.advanced')}</Button></div>
        <Collapse expanded={more}><Stack gap="md">
          {number('offset')}{number('grace', t('channels.timing.graceHelp'))}{number('rate')}
          {channel.after_portal && <NativeSelect label={t('channels.timing.afterPortal')} value={rest.portal ?? ''} onChange={(event) => setRest({ ...rest, portal: portals.find((one) => one === event.currentTarget.value) })}
            data={portals.map((value) => ({ value, label: t(`channels.timing.portals.${value}`) }))} />}
        </Stack></Collapse>
        {problem && <ProblemNote problem={problem} />}
        <div><MayButton may={channel.may.edit} type="submit" loading={busy}>{t('common.save')}</MayButton></div>
      </Stack>
    </form>
  )
}

const portals = ['wait', 'ask', 'go_on'] as const
const week = [1, 2, 3, 4, 5, 6, 0]

function Slots({ slots, onChange }: { slots: Schemas['Slot'][]; onChange: (slots: Schemas['Slot'][]) => void }) {
  const { t } = useTranslation()
  const [days, setDays] = useState(['1', '2', '3', '4', '5'])
  const [clock, setClock] = useState('08:00')
  const [cron, setCron] = useState<string>()
  return (
    <Stack gap="sm">
      <Text fw={600}>{t('channels.timing.slots')}</Text>
      {slots.length === 0 ? <Text c="dimmed">{t('channels.timing.noSlots')}</Text> : (
        <ul className={classes.slots}>{slots.map((one, i) => (
          <li key={one.cron + i}>{slotText(one.cron, t)}<Remove label={t('channels.timing.remove', { slot: slotText(one.cron, t) })} onClick={() => onChange(slots.filter((other) => other !== one))} /></li>
        ))}</ul>
      )}
      <Group gap="sm" align="flex-end">
        <Chip.Group multiple value={days} onChange={setDays}><fieldset className={classes.chips} aria-label={t('channels.timing.days')}>{week.map((day) => <Chip key={day} size="xs" value={String(day)}>{t(`channels.dayNames.${day as 0}`)}</Chip>)}</fieldset></Chip.Group>
        <ClockInput w={110} label={t('channels.timing.clock')} value={clock} onChange={setClock} />
        <Button variant="default" disabled={days.length === 0 || !clock} onClick={() => onChange([...slots, { cron: writeCron(days.map(Number), clock) }])}>{t('channels.timing.add')}</Button>
        <Button size="compact-sm" variant="subtle" aria-expanded={cron !== undefined} onClick={() => setCron(cron === undefined ? '' : undefined)}>{t('channels.timing.cron')}</Button>
      </Group>
      {cron !== undefined && (
        <Group gap="sm" align="flex-end">
          <TextInput label={t('channels.timing.cron')} description={t('channels.timing.cronHelp')} value={cron} placeholder="30 7 * * 1-5" onChange={(event) => setCron(event.currentTarget.value)} />
          <Button variant="default" disabled={!cron.trim()} onClick={() => { onChange([...slots, { cron: cron.trim() }]); setCron(undefined) }}>{t('channels.timing.addCron')}</Button>
        </Group>
      )}
    </Stack>
  )
}

function Remove({ label, onClick }: { label: string; onClick: () => void }) {
  return <Tooltip label={label}><ActionIcon variant="subtle" color="gray" aria-label={label} onClick={onClick}><IconTrash size={16} /></ActionIcon></Tooltip>
}

/** The next slots as they are saved, and what becomes of each. */
function Coming({ channel }: { channel: Schemas['Channel'] }) {
  const { t } = useTranslation()
  const time = useTime()
  const words = useWords()
  const asked = api.useQuery('get', '/channels/{id}/slots', { params: { path: { id: channel.id }, query: { count: 5 } } }, { enabled: channel.slots.length > 0 })
  if (!asked.data || asked.data.slots.length === 0) return null
  return (
    <div>
      <Text size="sm" fw={600}>{t('channels.timing.coming')}</Text>
      <ul className={classes.coming}>{asked.data.slots.map((one) => <li key={one.at}>{time.moment(one.at)} — {one.verdict === 'free' ? t('channels.timing.free') : words(one.detail)}</li>)}</ul>
    </div>
  )
}

function QuietHours({ quiet, onChange }: { quiet: Schemas['Quiet'][]; onChange: (quiet: Schemas['Quiet'][]) => void }) {
  const { t } = useTranslation()
  const [span, setSpan] = useState({ from: '22:00', to: '06:00' })
  return (
    <Stack gap="sm">
      <Text fw={600}>{t('channels.timing.quiet')}</Text>
      {quiet.length === 0 ? <Text c="dimmed">{t('channels.timing.noQuiet')}</Text> : (
        <ul className={classes.slots}>{quiet.map((one, i) => <li key={one.from + one.to + i}>{one.from}–{one.to} {(one.days ?? []).join(', ')}<Remove label={t('channels.timing.removeQuiet', { span: `${one.from}–${one.to}` })} onClick={() => onChange(quiet.filter((other) => other !== one))} /></li>)}</ul>
      )}
      <Group gap="sm" align="flex-end">
        <ClockInput w={110} label={t('channels.timing.from')} value={span.from} onChange={(from) => setSpan({ ...span, from })} />
        <ClockInput w={110} label={t('channels.timing.to')} value={span.to} onChange={(to) => setSpan({ ...span, to })} />
        <Button variant="default" disabled={!span.from || !span.to} onClick={() => onChange([...quiet, span])}>{t('channels.timing.addQuiet')}</Button>
      </Group>
    </Stack>
  )
}
