import { Alert, Button, Checkbox, Group, Stack } from '@mantine/core'
import { IconCircleCheck } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { client, dataOf, newKey, type Schemas } from '~/api/client'
import { toProblem, type Problem } from '~/api/problem'
import { useLang } from '~/i18n/useLang'
import { MayButton } from '~/parts/May'

import type { Wanted } from './plan'
import classes from './schedule.module.css'
import { useTold } from './told'

interface Props {
  edition: Schemas['FullEdition']
  body: Schemas['ScheduleInput'] | undefined
  names: string[]
  wanted: Wanted
  ready: boolean // the server has nothing against what stands there
  checked: boolean
  checking: boolean
  onChange: (wanted: Wanted) => void
  onActing: (acting: boolean) => void
  onDone: () => void
  onRefused: (problem: Problem) => void
}

const reading = 700 // ms for which the question takes no answer: the second click of a double one is none

/** The foot of the dialog: what happens next, by name. Publishing at once asks a second time, at the other side. */
export function Confirm({ edition, body, names, wanted, ready, checked, checking, onChange, onActing, onDone, onRefused }: Props) {
  const { t } = useTranslation()
  const lang = useLang()
  const queries = useQueryClient()
  const tell = useTold()
  const [sure, setSure] = useState('')
  const [read, setRead] = useState('')
  const [busy, setBusy] = useState(false)
  const question = useRef<HTMLDivElement>(null)
  const intention = JSON.stringify(body)
  const key = useMemo(() => intention && newKey(), [intention])
  const now = wanted.when.by === 'now'
  const asking = now && sure === intention
  const held = asking && read !== intention
  useEffect(() => {
    if (!asking) return
    question.current?.focus({ preventScroll: true }) // no key that is still held down answers
    question.current?.scrollIntoView({ block: 'nearest' })
    const timer = setTimeout(() => setRead(intention), reading)
    return () => clearTimeout(timer)
  }, [asking, intention])
  const gone = (edition.deliveries ?? []).some((one) => one.state === 'withdrawn' && wanted.channels.includes(one.channel))
  async function act() {
    if (!body || held) return
    if (now && !asking) {
      setRead('')
      return setSure(intention)
    }
    setBusy(true)
    onActing(true)
    try {
      const result = dataOf(await client.POST('/articles/{id}/editions/{lang}/schedule', { params: { path: { id: edition.article, lang: edition.lang }, header: { 'Idempotency-Key': key } }, body }))
      tell(edition, body, result)
      onDone()
    } catch (e) {
      onRefused(toProblem(e))
      onActing(false)
    }
    setBusy(false)
    await queries.invalidateQueries({ predicate: (query) => /\/(articles|deliveries|channels|calendar)/.test(String(query.queryKey[1])) })
  }
  const channels = new Intl.ListFormat(lang === 'vi' ? 'vi-VN' : 'en-GB', { type: 'unit' }).format(names)
  const count = wanted.channels.length
  return (
    <Stack gap="sm" className={classes.foot}>
      {gone && <Checkbox checked={wanted.again} label={t('schedule.again')} onChange={(event) => onChange({ ...wanted, again: event.currentTarget.checked })} />}
      {asking && <Alert ref={question} tabIndex={-1} color="yellow" role="alert">{t('schedule.consequence', { channels })}</Alert>}
      {/* On the left: what is told at the lower right never covers them. */}
      <Group justify="space-between">
        {asking ? <>
          <Button key="back" variant="default" disabled={held || busy} onClick={() => setSure('')}>{t('schedule.back')}</Button>
          <MayButton key="sure" may={edition.may.schedule} disabled={held || !ready} loading={busy} onClick={() => void act()}>{t('schedule.sure', { count })}</MayButton>
        </> : <>
          <Group gap="sm">
            <MayButton may={edition.may.schedule} disabled={!body || !ready} loading={busy} onClick={() => void act()}>{t(now ? 'schedule.publish' : 'schedule.plan', { count })}</MayButton>
            <Button variant="default" onClick={onDone}>{t('common.cancel')}</Button>
          </Group>
          <output className={classes.verdict}>
            {body && checking && !busy && t('schedule.checking')}
            {body && ready && checked && <><IconCircleCheck size={16} aria-hidden />{t('schedule.checked')}</>}
          </output>
        </>}
      </Group>
    </Stack>
  )
}
