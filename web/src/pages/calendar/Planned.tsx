import { Button, Checkbox, Group, Modal, MultiSelect, Select, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState, type FormEvent } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { useFacets, useUnits } from '~/api/catalogue'
import { api, client, dataOf, newKey, type Schemas } from '~/api/client'
import { fieldError, toProblem, type Problem } from '~/api/problem'
import { useLang } from '~/i18n/useLang'
import { Loaded } from '~/parts/Loaded'
import { MayButton } from '~/parts/May'
import { PillarTag } from '~/parts/PillarTag'
import { ProblemNote } from '~/parts/ProblemNote'
import { mayAnywhere, useMe } from '~/session/me'
import { useTime } from '~/time/useTime'

import { fullDay } from './days'

type Story = Schemas['PlannedStory']

/** Does something to planned stories, and has what shows them read again. */
function useDo() {
  const queries = useQueryClient()
  const [problem, setProblem] = useState<Problem>()
  const act = async (fn: () => Promise<unknown>) => {
    setProblem(undefined)
    try {
      await fn()
      await queries.invalidateQueries({ predicate: (query) => ['/planned', '/planned/{id}', '/calendar', '/coverage'].includes(String(query.queryKey[1])) })
      return true
    } catch (e) {
      setProblem(toProblem(e))
      return false
    }
  }
  return { act, problem }
}

const keyed = () => ({ 'Idempotency-Key': newKey() })

/** A planned story, and what can be done about it. */
export function PlannedDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation()
  const asked = api.useQuery('get', '/planned/{id}', { params: { path: { id } } })
  return (
    <Modal opened onClose={onClose} title={t('calendar.planned.one')} closeButtonProps={{ 'aria-label': t('common.close') }}>
      <Loaded asked={asked}>{(one) => <Details one={one} />}</Loaded>
    </Modal>
  )
}

function Details({ one }: { one: Story }) {
  const { t } = useTranslation()
  const lang = useLang()
  const units = useUnits()
  const { act, problem } = useDo()
  const [what, setWhat] = useState<'assign' | 'drop'>()
  const params = { path: { id: one.id }, header: keyed() }
  return (
    <Stack gap="sm">
      <Text fw={600} size="lg">{one.title}</Text>
      <Text size="sm">{[t(`calendar.planned.states.${one.state}`), units.name(one.unit), one.due && t('calendar.planned.due', { when: fullDay(one.due.day, lang) }), one.late && t('calendar.planned.late')].filter(Boolean).join(' · ')}</Text>
      <Group gap="xs">{one.facets.pillars?.map((code) => <PillarTag key={code} code={code} />)}</Group>
      {one.note && <Text size="sm">{one.note}</Text>}
      {one.reason && <Text size="sm">{t('calendar.planned.why', { reason: one.reason })}</Text>}
      {problem && <ProblemNote problem={problem} />}
      {what === 'assign' && <Assign one={one} onDone={() => setWhat(undefined)} />}
      {what === 'drop' && <Drop one={one} onDone={() => setWhat(undefined)} />}
      {!what && (
        <Group gap="sm">
          {one.article ? <Button component={Link} to={`/articles/${one.article}/${one.langs[0] ?? 'vi'}` as string}>{t('calendar.planned.article')}</Button> : (
            <MayButton may={one.may.begin} onClick={() => void act(async () => dataOf(await client.POST('/planned/{id}/begin', { params })))}>{t('calendar.planned.begin')}</MayButton>
          )}
          <MayButton variant="default" may={one.may.assign} onClick={() => setWhat('assign')}>{t('calendar.planned.assign')}</MayButton>
          <MayButton variant="default" may={one.may.drop} onClick={() => setWhat('drop')}>{t('calendar.planned.drop')}</MayButton>
        </Group>
      )}
    </Stack>
  )
}

function Assign({ one, onDone }: { one: Story; onDone: () => void }) {
  const { t } = useTranslation()
  const me = useMe()
  const time = useTime()
  const units = useUnits()
  const { act, problem } = useDo()
  const [unit, setUnit] = useState(one.unit)
  const [day, setDay] = useState(one.due?.day ?? '')
  const [mine, setMine] = useState(one.person === me.id)
  async function submit(event: FormEvent) {
    event.preventDefault()
    const body = { unit, person: mine ? me.id : '', ...(day && { due: { time: day, zone: time.zone } }) }
    if (await act(async () => dataOf(await client.POST('/planned/{id}/assign', { params: { path: { id: one.id }, header: { ...keyed(), 'If-Match': `"${one.version}"` } }, body })))) onDone()
  }
  return (
    <form onSubmit={submit}><Stack gap="sm">
      <Select label={t('calendar.planned.unit')} data={units.all.map((each) => ({ value: each.code, label: units.name(each.code) }))} value={unit} onChange={(value) => value && setUnit(value)} searchable allowDeselect={false} error={fieldError(problem, '/unit')} />
      <TextInput type="date" label={t('calendar.planned.dueDay')} value={day} onChange={(e) => setDay(e.currentTarget.value)} error={fieldError(problem, '/due')} />
      <Checkbox label={t('calendar.planned.mine')} checked={mine} onChange={(e) => setMine(e.currentTarget.checked)} />
      {problem && <ProblemNote problem={problem} />}
      <Group justify="end"><Button variant="default" onClick={onDone}>{t('common.cancel')}</Button><Button type="submit">{t('calendar.planned.assign')}</Button></Group>
    </Stack></form>
  )
}

function Drop({ one, onDone }: { one: Story; onDone: () => void }) {
  const { t } = useTranslation()
  const { act, problem } = useDo()
  const [reason, setReason] = useState('')
  async function submit(event: FormEvent) {
    event.preventDefault()
    if (await act(async () => dataOf(await client.POST('/planned/{id}/drop', { params: { path: { id: one.id }, header: { ...keyed(), 'If-Match': `"${one.version}"` } }, body: { reason } })))) onDone()
  }
  return (
    <form onSubmit={submit}><Stack gap="sm">
      <Textarea label={t('calendar.planned.reason')} required withAsterisk={false} autosize minRows={2} value={reason} onChange={(e) => setReason(e.currentTarget.value)} data-autofocus error={fieldError(problem, '/reason')} />
      {problem && <ProblemNote problem={problem} />}
      <Group justify="end"><Button variant="default" onClick={onDone}>{t('common.cancel')}</Button><Button type="submit" color="red">{t('calendar.planned.drop')}</Button></Group>
    </Stack></form>
  )
}

/** Proposes a story before there is any text. */
export function ProposeButton({ day }: { day: string }) {
  const { t } = useTranslation()
  const me = useMe()
  const [open, setOpen] = useState(false)
  if (!mayAnywhere(me, 'article.create', 'planned.assign')) return null
  return (
    <>
      <Button variant="default" onClick={() => setOpen(true)}>{t('calendar.planned.propose')}</Button>
      <Modal opened={open} onClose={() => setOpen(false)} title={t('calendar.planned.propose')} closeButtonProps={{ 'aria-label': t('common.close') }}>{open && <Propose day={day} onDone={() => setOpen(false)} />}</Modal>
    </>
  )
}

function Propose({ day, onDone }: { day: string; onDone: () => void }) {
  const { t } = useTranslation()
  const me = useMe()
  const time = useTime()
  const units = useUnits()
  const facets = useFacets()
  const { act, problem } = useDo()
  const may = (unit: string, action: string) => me.may[action]?.everywhere || me.may[action]?.units.includes(unit)
  const own = units.all.filter((one) => may(one.code, 'article.create') || may(one.code, 'planned.assign'))
  const [unit, setUnit] = useState<string>()
  const [title, setTitle] = useState('')
  const [note, setNote] = useState('')
  const [pillars, setPillars] = useState<string[]>([])
  const [areas, setAreas] = useState<string[]>([])
  const [due, setDue] = useState(day)
  const at = unit ?? own[0]?.code ?? ''
  const dated = may(at, 'planned.assign')
  const of = (kind: 'pillar' | 'area') => facets.of(kind).map((one) => ({ value: one.code, label: facets.name(kind, one.code) }))
  async function submit(event: FormEvent) {
    event.preventDefault()
    const done = await act(async () => {
      const one = dataOf(await client.POST('/planned', { params: { header: keyed() }, body: { unit: at, title, ...(note && { note }), facets: { pillars, areas } } }))
      if (dated && due) dataOf(await client.POST('/planned/{id}/assign', { params: { path: { id: one.id }, header: keyed() }, body: { unit: at, due: { time: due, zone: time.zone } } }))
    })
    if (done) onDone()
  }
  return (
    <form onSubmit={submit}><Stack gap="sm">
      <TextInput label={t('calendar.planned.title')} value={title} required withAsterisk={false} onChange={(e) => setTitle(e.currentTarget.value)} data-autofocus error={fieldError(problem, '/title')} />
      <Select label={t('calendar.planned.unit')} data={own.map((one) => ({ value: one.code, label: units.name(one.code) }))} value={at} onChange={(value) => setUnit(value ?? undefined)} allowDeselect={false} searchable />
      <MultiSelect label={t('calendar.pillar')} data={of('pillar')} value={pillars} onChange={setPillars} />
      <MultiSelect label={t('calendar.area')} data={of('area')} value={areas} onChange={setAreas} searchable />
      {dated && <TextInput type="date" label={t('calendar.planned.dueDay')} value={due} onChange={(e) => setDue(e.currentTarget.value)} />}
      <Textarea label={t('calendar.planned.note')} autosize minRows={2} value={note} onChange={(e) => setNote(e.currentTarget.value)} />
      {problem && <ProblemNote problem={problem} />}
      <Group justify="end"><Button variant="default" onClick={onDone}>{t('common.cancel')}</Button><Button type="submit">{t('calendar.planned.propose')}</Button></Group>
    </Stack></form>
  )
}
