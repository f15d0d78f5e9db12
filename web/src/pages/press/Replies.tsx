import { MultiSelect, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { useUnits } from '~/api/catalogue'
import { client, dataOf, newKey } from '~/api/client'
import { Form } from '~/parts/Form'
import { tell } from '~/parts/tell'
import { useAct } from '~/parts/useAct'

import { articleIn, type PressRequest } from './requests'

interface Reply {
  onDone: () => Promise<void>
  onCancel: () => void
}

/** Asks one unit or several. */
export function Route({ request, onDone, onCancel }: Reply & { request: PressRequest }) {
  const { t } = useTranslation()
  const units = useUnits()
  const act = useAct()
  const [key] = useState(newKey)
  const [chosen, setChosen] = useState<string[]>([])
  const there = new Set(request.shares.map((one) => one.unit))
  const send = () => act.run(async () => {
    dataOf(await client.POST('/requests/{id}/route', { params: { path: { id: request.id }, header: { 'Idempotency-Key': key } }, body: { units: chosen } }))
    tell(t('press.route.done'))
    await onDone()
  })
  return (
    <Form act={act} send={() => void send()} button={t('press.route.act')} onCancel={onCancel}>
      <MultiSelect label={t('press.route.units')} searchable value={chosen} error={act.error('/units')} onChange={setChosen} comboboxProps={{ withinPortal: false }}
        data={units.all.filter((one) => one.valid && !there.has(one.code)).map((one) => ({ value: one.code, label: units.name(one.code) }))} />
    </Form>
  )
}

/** Answers for a unit: with words, with a story that everybody can see, or both. */
export function Answer({ request, unit, onDone, onCancel }: Reply & { request: string; unit: string }) {
  const { t } = useTranslation()
  const act = useAct()
  const [key] = useState(newKey)
  const [words, setWords] = useState('')
  const [story, setStory] = useState('')
  const send = () => act.run(async () => {
    dataOf(await client.POST('/requests/{id}/answer', {
      params: { path: { id: request }, header: { 'Idempotency-Key': key } }, body: { unit, ...(words && { words }), ...(story && { article: articleIn(story) }) },
    }))
    tell(t('press.answer.done'))
    await onDone()
  })
  return (
    <Form act={act} send={() => void send()} button={t('press.answer.act')} onCancel={onCancel}>
      <Textarea label={t('press.answer.words')} description={t('press.answer.wordsHelp')} value={words} error={act.error('/words')} autosize minRows={4} data-autofocus onChange={(e) => setWords(e.currentTarget.value)} />
      <TextInput label={t('press.answer.story')} description={t('press.answer.storyHelp')} value={story} error={act.error('/article')} onChange={(e) => setStory(e.currentTarget.value)} />
    </Form>
  )
}

/** Declines for a unit, or for the whole house. */
export function Decline({ request, unit, onDone, onCancel }: Reply & { request: string; unit?: string }) {
  const { t } = useTranslation()
  const act = useAct()
  const [key] = useState(newKey)
  const [reason, setReason] = useState('')
  const send = () => act.run(async () => {
    dataOf(await client.POST('/requests/{id}/decline', { params: { path: { id: request }, header: { 'Idempotency-Key': key } }, body: { reason, ...(unit && { unit }) } }))
    tell(t('press.decline.done'))
    await onDone()
  })
  return (
    <Form act={act} send={() => void send()} button={t(unit ? 'press.decline.act' : 'press.decline.whole')} onCancel={onCancel}>
      <Textarea label={t('press.decline.reason')} description={t('press.decline.reasonHelp')} value={reason} error={act.error('/reason')} autosize minRows={3} data-autofocus onChange={(e) => setReason(e.currentTarget.value)} />
    </Form>
  )
}
