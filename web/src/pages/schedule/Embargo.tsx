import { Button, Group, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { client, dataOf, type Schemas } from '~/api/client'
import { fieldError, toProblem } from '~/api/problem'
import { MayButton } from '~/parts/May'
import { ProblemNote } from '~/parts/ProblemNote'
import { useTime } from '~/time/useTime'

import { HourFields, type Hour } from './HourFields'
import { typedOf, type When } from './plan'
import classes from './schedule.module.css'

/** The embargo of an edition: a field of its own, set and lifted at once, apart from the plan. */
export function Embargo({ edition, tag, when }: { edition: Schemas['FullEdition']; tag: string; when: When }) {
  const { t } = useTranslation()
  const time = useTime()
  const queries = useQueryClient()
  const [hour, setHour] = useState<Hour>()
  const [problem, setProblem] = useState<unknown>(null)
  const params = { path: { id: edition.article, lang: edition.lang }, header: { 'If-Match': tag } }
  async function keep(change: () => Promise<string>) {
    setProblem(null)
    try {
      const message = await change()
      setHour(undefined)
      notifications.show({ message })
    } catch (e) {
      setProblem(e)
    }
    await queries.invalidateQueries({ predicate: (query) => String(query.queryKey[1]).includes('/articles') })
  }
  const put = ({ date, clock }: Hour) => keep(async () => {
    const { edition: now } = dataOf(await client.PUT('/articles/{id}/editions/{lang}/embargo', { params, body: { time: `${date}T${clock}`, zone: time.zone } }))
    return t('schedule.embargoDone', { moment: now.embargo ? time.moment(now.embargo.until) : '' })
  })
  const lift = () => keep(async () => {
    dataOf(await client.DELETE('/articles/{id}/editions/{lang}/embargo', { params }))
    return t('schedule.embargoLifted')
  })
  const field = fieldError(problem, '/time') ?? fieldError(problem, '/offset')
  return (
    <fieldset className={classes.group}>
      <legend className={classes.legend}>{t('schedule.embargo')}</legend>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">{t('schedule.embargoHelp')}</Text>
        <Group gap="sm">
          <Text fw={600}>{edition.embargo ? t('schedule.embargoUntil', { moment: time.moment(edition.embargo.until) }) : t('schedule.embargoNone')}</Text>
          {!hour && <MayButton may={edition.may.embargo} size="compact-sm" variant="default" onClick={() => setHour(edition.embargo ? typedOf(new Date(edition.embargo.until), time.zone) : { date: '', clock: '' })}>
            {t(edition.embargo ? 'schedule.embargoChange' : 'schedule.embargoSet')}</MayButton>}
          {!hour && edition.embargo && <MayButton may={edition.may.embargo} size="compact-sm" variant="default" onClick={() => void lift()}>{t('schedule.embargoLift')}</MayButton>}
        </Group>
        {hour && (
          <Group align="flex-end" gap="sm">
            <HourFields hour={hour} onChange={setHour} problem={field} />
            <Button variant="light" disabled={!hour.date || !hour.clock} onClick={() => void put(hour)}>{t('schedule.embargoSet')}</Button>
            {when.by === 'at' && when.date && when.clock && <Button variant="subtle" onClick={() => setHour({ date: when.date, clock: when.clock })}>{t('schedule.embargoHour')}</Button>}
            <Button variant="subtle" color="gray" onClick={() => { setHour(undefined); setProblem(null) }}>{t('common.cancel')}</Button>
          </Group>
        )}
        {problem !== null && !field && <ProblemNote problem={toProblem(problem)} />}
      </Stack>
    </fieldset>
  )
}
