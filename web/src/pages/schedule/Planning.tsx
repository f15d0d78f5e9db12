import { Alert, Anchor, SegmentedControl, Stack } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import type { Schemas } from '~/api/client'
import { fieldError, isProblem, toProblem, type Problem } from '~/api/problem'
import { useLang, useWords } from '~/i18n/useLang'
import { Empty } from '~/parts/Empty'
import { ProblemNote } from '~/parts/ProblemNote'
import { useTime } from '~/time/useTime'

import { Channels, type Outlook } from './Channels'
import { Confirm } from './Confirm'
import { Embargo } from './Embargo'
import { HourFields } from './HourFields'
import { bodyOf, instantOf, proposalsOf, typedOf, type Channel, type Proposal, type Wanted } from './plan'
import { useNow, useRehearsal, useSlots } from './reads'
import { sentenceOf, type Going } from './sentence'
import { Slots } from './Slots'
import classes from './schedule.module.css'

const standing = ['waiting', 'retrying', 'attention']

/** Channels that are chosen at first: those of the plan that stands, else the portal and our own feeds. */
function firstChoice(edition: Schemas['FullEdition'], channels: Channel[], zone: string): Wanted {
  const planned = (edition.deliveries ?? []).filter((one) => standing.includes(one.state) && one.intent !== 'withdraw')
  const posts = new Set((edition.deliveries ?? []).map((one) => one.channel))
  const chosen = channels.filter((one) => (planned.length > 0 ? planned.some((post) => post.channel === one.id) : (one.portal || one.passive) && !posts.has(one.id)))
  const first = planned.find((one) => one.state === 'waiting' && one.time)
  return { channels: chosen.map((one) => one.id), when: first ? { by: 'at', ...typedOf(new Date(first.due_at), zone) } : { by: 'at', date: '', clock: '' }, offsets: {}, again: false }
}

/** The inside of the dialog: one sentence on top, and what it is made of. */
export function Planning({ edition, tag, channels, onClose }: { edition: Schemas['FullEdition']; tag: string; channels: Channel[]; onClose: () => void }) {
  const { t } = useTranslation()
  const time = useTime()
  const words = useWords()
  const [wanted, setWanted] = useState<Wanted>(() => firstChoice(edition, channels, time.zone))
  const [bySlots, setBySlots] = useState(false)
  const [refused, setRefused] = useState<Problem>()
  const [acting, setActing] = useState(false)
  const body = bodyOf(wanted, time.zone)
  const rehearsal = useRehearsal(edition.article, edition.lang, acting ? undefined : body) // what is done already would be refused
  const { slots } = useSlots(wanted.channels, bySlots)
  const proposals = useMemo(() => proposalsOf(slots), [slots])
  const change = (next: Wanted) => { setWanted(next); setRefused(undefined) }
  const nameOf = (id: string) => channels.find((one) => one.id === id)?.name ?? ''
  const outlooks = channels.map((channel): Outlook => {
    const place = wanted.channels.indexOf(channel.id)
    const planned = place < 0 ? undefined : rehearsal.result?.deliveries?.[place]
    return {
      channel, post: latest(edition, channel.id), at: wanted.when.by === 'now' ? undefined : planned?.due_at,
      warnings: (rehearsal.result?.warnings ?? []).filter((one) => one.channel === channel.id).map((one) => words(one.detail)),
      fault: place < 0 ? undefined : fieldError(rehearsal.problem, `/channels/${place}`) ?? fieldError(rehearsal.problem, `/offset_seconds/${channel.id}`),
    }
  })
  const going = goingOf(wanted, outlooks, proposals, time.zone)
  if (channels.length === 0) return <Empty action={<Anchor component={Link} to={'/channels' as string}>{t('schedule.noChannelsAction')}</Anchor>}>{t('schedule.noChannels', { lang: edition.lang })}</Empty>
  return (
    <Stack gap="md">
      {!edition.approved_release && <Alert color="yellow">{t('schedule.notApproved')}</Alert>}
      <Sentence going={going} wanted={wanted} />
      <fieldset className={classes.group}>
        <legend className={classes.legend}>{t('schedule.when')}</legend>
        <Stack gap="sm">
          <SegmentedControl aria-label={t('schedule.when')} value={bySlots ? 'slot' : wanted.when.by} data={(['now', 'slot', 'at'] as const).map((by) => ({ value: by, label: t(`schedule.by.${by}`) }))}
            onChange={(by) => {
              setBySlots(by === 'slot')
              change({ ...wanted, when: by === 'at' ? { by, date: '', clock: '' } : { by: by as 'now' | 'slot' } })
            }} />
          {bySlots && <Slots proposals={proposals} when={wanted.when} nameOf={nameOf} onChoose={(when) => change({ ...wanted, when })} />}
          {!bySlots && wanted.when.by === 'at' && <ExactTime wanted={wanted} problem={rehearsal.problem} onChange={change} />}
        </Stack>
      </fieldset>
      <Channels list={outlooks} wanted={wanted} onChange={change} />
      <Embargo edition={edition} tag={tag} when={wanted.when} />
      {refused && <ProblemNote problem={refused} />}
      {!refused && isProblem(rehearsal.problem) && !placed(rehearsal.problem) && <ProblemNote problem={toProblem(rehearsal.problem)} />}
      <Confirm edition={edition} body={body} names={going.map((one) => one.name)} wanted={wanted} onChange={change} checking={!rehearsal.current} ready={rehearsal.current && !rehearsal.problem} checked={rehearsal.current && rehearsal.result !== undefined && (rehearsal.result.warnings ?? []).length === 0}
        onActing={setActing} onDone={onClose} onRefused={setRefused} />
    </Stack>
  )
}

/** What became of the edition on a channel last. */
function latest(edition: Schemas['FullEdition'], channel: string): Schemas['DeliverySummary'] | undefined {
  return (edition.deliveries ?? []).filter((one) => one.channel === channel && one.state !== 'cancelled' && one.state !== 'superseded').at(-1)
}

/** Whether a refusal is said at the fields that it is about. */
function placed(problem: Problem): boolean {
  return (problem.errors ?? []).length > 0 && (problem.errors ?? []).every((one) => /^\/(channels\/\d+|at\/(time|offset)|offset_seconds\/)/.test(one.pointer))
}

function goingOf(wanted: Wanted, outlooks: Outlook[], proposals: Proposal[], zone: string): Going[] {
  const { when } = wanted
  const typed = when.by === 'at' ? instantOf(when.date, when.clock, zone) : undefined
  const each = proposals.find((one) => one.kind === 'each')
  return outlooks.filter((one) => wanted.channels.includes(one.channel.id)).map(({ channel, at }) => {
    const slot = when.by === 'slot' && each?.kind === 'each' ? each.at.find((one) => one.channel === channel.id)?.at : undefined
    const told = at ?? slot
    return { name: channel.name, at: told ? new Date(told) : typed }
  })
}

function Sentence({ going, wanted }: { going: Going[]; wanted: Wanted }) {
  const { t } = useTranslation()
  const lang = useLang()
  const time = useTime()
  const now = useNow(20_000)
  const unsaid = going.length > 0 && wanted.when.by !== 'now' && going.every((one) => !one.at)
  const first = going.map((one) => one.at).filter((at) => at !== undefined).toSorted((a, b) => a.getTime() - b.getTime())[0]
  const here = new Intl.DateTimeFormat().resolvedOptions().timeZone
  const elsewhere = first && typedOf(first, here).date + typedOf(first, here).clock !== typedOf(first, time.zone).date + typedOf(first, time.zone).clock
  return (
    <output className={classes.sentence}>
      {unsaid ? t(wanted.when.by === 'slot' ? 'schedule.sentence.noSlot' : 'schedule.sentence.noHour') : sentenceOf(going, { t, lang, zone: time.zone, now })}
      {elsewhere && <small>{t('schedule.yours', { zone: here, moment: time.momentIn(first.toISOString(), here) })}</small>}
    </output>
  )
}

function ExactTime({ wanted, problem, onChange }: { wanted: Wanted; problem: unknown; onChange: (wanted: Wanted) => void }) {
  const { t } = useTranslation()
  const { when } = wanted
  if (when.by !== 'at') return null
  const twice = fieldError(problem, '/at/offset')
  const offsets = twice?.match(/[+-]\d\d:\d\d/g) ?? []
  return (
    <Stack gap="sm">
      <HourFields hour={when} problem={fieldError(problem, '/at/time') ?? twice} onChange={(hour) => onChange({ ...wanted, when: { by: 'at', ...hour } })} />
      {(offsets.length > 0 || when.offset) && (
        <SegmentedControl aria-label={t('schedule.twice')} value={when.offset ?? ''} data={offsets.length > 0 ? offsets : [when.offset ?? '']} onChange={(offset) => onChange({ ...wanted, when: { ...when, offset } })} />
      )}
    </Stack>
  )
}
