import { Button, Group, Select, Stack, Table, Text, TextInput, Title } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { client, dataOf, newKey, type Schemas } from '~/api/client'
import { fieldError, toProblem, type Problem } from '~/api/problem'
import { useLang, useWords } from '~/i18n/useLang'
import { fullDay } from '~/pages/calendar/days'
import { tellRefused, tellUndo } from '~/pages/calendar/tell'
import { useClosedDays } from '~/pages/calendar/useDays'
import { Empty } from '~/parts/Empty'
import { Loaded } from '~/parts/Loaded'
import { MayButton } from '~/parts/May'
import { ProblemNote } from '~/parts/ProblemNote'
import { useTitle } from '~/parts/useTitle'
import { mayAnywhere, useMe } from '~/session/me'

type Day = Schemas['ClosedDay']
const effects = ['no_slots', 'closed'] as const

/** Holidays and days of mourning, which channels keep. */
export function ClosedDays() {
  const { t } = useTranslation()
  const me = useMe()
  const lang = useLang()
  const words = useWords()
  const asked = useClosedDays()
  const queries = useQueryClient()
  const manages = mayAnywhere(me, 'channel.manage')
  useTitle(t('shell.rooms.closedDays'))
  const again = () => queries.invalidateQueries({ predicate: (query) => ['/closed-days', '/calendar'].includes(String(query.queryKey[1])) })
  const add = ({ day, effect, name }: Pick<Day, 'day' | 'effect' | 'name'>) => client.POST('/closed-days', { params: { header: { 'Idempotency-Key': newKey() } }, body: { day, effect, name } })
  async function remove(one: Day) {
    try {
      dataOf(await client.DELETE('/closed-days/{day}', { params: { path: { day: one.day } } }))
      tellUndo(t('closedDays.removed', { day: fullDay(one.day, lang) }), { label: t('common.undo'), onUndo: () => void add(one).then(again) })
    } catch (e) {
      const problem = toProblem(e)
      tellRefused(t('closedDays.failed'), problem.detail || problem.title)
    }
    await again()
  }
  return (
    <Stack gap="md">
      <Title order={1}>{t('shell.rooms.closedDays')}</Title>
      <Text c="dimmed">{t('closedDays.about')} {!manages && t('closedDays.denied')}</Text>
      {manages && <Add onAdd={async (day) => {
        dataOf(await add(day))
        await again()
      }} />}
      <Loaded asked={asked}>{(days) => (days.length === 0 ? <Empty>{t('closedDays.nothing')}</Empty> : (
        <Table.ScrollContainer minWidth={480}>
          <Table verticalSpacing="sm" aria-label={t('shell.rooms.closedDays')}>
            <Table.Thead><Table.Tr><Table.Th>{t('closedDays.day')}</Table.Th><Table.Th>{t('shell.rooms.closedDays')}</Table.Th><Table.Th>{t('closedDays.effect')}</Table.Th><Table.Th><span className="unseen">{t('closedDays.remove')}</span></Table.Th></Table.Tr></Table.Thead>
            <Table.Tbody>{days.map((one) => (
              <Table.Tr key={one.day}>
                <Table.Td>{fullDay(one.day, lang)}</Table.Td>
                <Table.Td>{words(one.name)}</Table.Td>
                <Table.Td>{t(`closedDays.effects.${one.effect}`)}<Text size="xs" c="dimmed">{t(`closedDays.effectHelp.${one.effect}`)}</Text></Table.Td>
                <Table.Td><MayButton variant="default" size="xs" may={one.may.remove} onClick={() => void remove(one)}>{t('closedDays.remove')}<span className="unseen"> {fullDay(one.day, lang)}</span></MayButton></Table.Td>
              </Table.Tr>
            ))}</Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      ))}</Loaded>
    </Stack>
  )
}

function Add({ onAdd }: { onAdd: (day: Pick<Day, 'day' | 'effect' | 'name'>) => Promise<void> }) {
  const { t } = useTranslation()
  const [day, setDay] = useState('')
  const [effect, setEffect] = useState<Day['effect']>('no_slots')
  const [name, setName] = useState({ vi: '', en: '' })
  const [problem, setProblem] = useState<Problem>()
  async function submit(event: FormEvent) {
    event.preventDefault()
    setProblem(undefined)
    try {
      await onAdd({ day, effect, name })
      setDay('')
      setName({ vi: '', en: '' })
    } catch (e) {
      setProblem(toProblem(e))
    }
  }
  return (
    <form onSubmit={submit} aria-label={t('closedDays.add')}>
      <Group gap="sm" align="end">
        <TextInput type="date" label={t('closedDays.day')} value={day} required withAsterisk={false} onChange={(e) => setDay(e.currentTarget.value)} error={fieldError(problem, '/day')} />
        <TextInput label={t('closedDays.nameVi')} value={name.vi} required withAsterisk={false} onChange={(e) => setName({ ...name, vi: e.currentTarget.value })} error={fieldError(problem, '/name/vi')} />
        <TextInput label={t('closedDays.nameEn')} value={name.en} required withAsterisk={false} onChange={(e) => setName({ ...name, en: e.currentTarget.value })} error={fieldError(problem, '/name/en')} />
        <Select label={t('closedDays.effect')} data={effects.map((one) => ({ value: one, label: t(`closedDays.effects.${one}`) }))} value={effect} allowDeselect={false} onChange={(value) => value && setEffect(value as Day['effect'])} />
        <Button type="submit">{t('closedDays.add')}</Button>
      </Group>
      {problem && <ProblemNote problem={problem} />}
    </form>
  )
}
