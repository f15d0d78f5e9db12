import { Anchor, Button, Group, Stack, Text } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { useUnits } from '~/api/catalogue'
import { house } from '~/app/house'
import { client, dataOf, newKey, taggedOf, type Schemas } from '~/api/client'
import { useWords } from '~/i18n/useLang'
import { Loaded } from '~/parts/Loaded'
import { Part } from '~/parts/Part'
import { ProblemNote } from '~/parts/ProblemNote'
import { Room } from '~/parts/Room'
import { Rows } from '~/parts/Rows'
import { Side } from '~/parts/Side'
import { Tag } from '~/parts/Tag'
import { tell } from '~/parts/tell'
import { useAct } from '~/parts/useAct'
import { useDay } from '~/parts/useDay'
import { mayAnywhere, useMe } from '~/session/me'
import { today } from '~/time/instant'
import { useTime } from '~/time/useTime'

import { ChangeUnit } from './ChangeUnit'
import { EndUnit } from './EndUnit'
import { FlowPicture } from './FlowPicture'
import { MoveGrants } from './MoveGrants'

type Unit = Schemas['Unit']

/** One unit: what it was and is, what became of it, and how it approves. */
export function UnitPage() {
  const { t } = useTranslation()
  const me = useMe()
  const words = useWords()
  const { code } = useParams({ strict: false }) as { code: string }
  const queries = useQueryClient()
  const asked = useQuery({ queryKey: ['get', '/units/{code}', code], queryFn: async () => taggedOf(await client.GET('/units/{code}', { params: { path: { code } } })) })
  const unit = asked.data?.data
  const changed = async () => {
    await queries.invalidateQueries({ predicate: (query) => String(query.queryKey[1]).startsWith('/units') })
  }
  return (
    <Room title={unit ? words(unit.name) : ''} about={unit && [unit.code, unit.short].filter(Boolean).join(' · ')} back={{ to: '/units', text: t('units.back') }} asked={asked}>
      <Loaded asked={asked}>{({ data, tag }) => (
        <Stack gap="md">
          <Facts unit={data} tag={tag} onChanged={changed} />
          {mayAnywhere(me, 'article.read') && <FlowPicture code={code} />}
          {data.to && data.to < today(house.zone) && data.passed_to.length > 0 && mayAnywhere(me, 'person.manage') && <MoveGrants unit={data} />}
        </Stack>
      )}</Loaded>
    </Room>
  )
}

function Facts({ unit, tag, onChanged }: { unit: Unit; tag: string; onChanged: () => Promise<void> }) {
  const { t } = useTranslation()
  const me = useMe()
  const units = useUnits()
  const words = useWords()
  const day = useDay()
  const { zone } = useTime()
  const act = useAct()
  const [open, setOpen] = useState<'change' | 'end'>()
  const [key] = useState(newKey)
  const name = (code: string) => <Anchor key={code} component={Link} to={`/units/${code}`} mr="sm">{units.name(code)}</Anchor>
  const ahead = unit.to !== undefined && unit.to >= today(zone)
  const takeBack = () => act.run(async () => {
    dataOf(await client.POST('/units/{code}/end', { params: { path: { code: unit.code }, header: { 'If-Match': tag, 'Idempotency-Key': key } }, body: { last_day: 'none', successors: [] } }))
    tell(t('units.tookBack'))
    await onChanged()
  })
  const done = (said: string) => {
    setOpen(undefined)
    tell(said)
    void onChanged()
  }
  const phases = unit.phases ?? [{ name: unit.name, kind: unit.kind, ...(unit.from && { from: unit.from }), ...(unit.parent && { parent: unit.parent }) }]
  return (
    <Part title={t('units.facts')} actions={mayAnywhere(me, 'plan.manage') && (
      <>
        <Button variant="default" onClick={() => setOpen('change')}>{t('units.change')}</Button>
        {ahead ? <Button variant="default" loading={act.busy} onClick={() => void takeBack()}>{t('units.takeBack')}</Button> : unit.valid && <Button variant="default" onClick={() => setOpen('end')}>{t('units.end')}…</Button>}
      </>
    )}>
      {act.problem && <ProblemNote problem={act.problem} />}
      <Group gap="sm">
        <Tag tone={unit.valid ? 'good' : 'over'}>{t(unit.valid ? 'units.exists' : unit.from && unit.from > today(zone) ? 'units.notYet' : 'units.over')}</Tag>
        <Text size="sm">{[unit.from && t('rooms.since', { day: day(unit.from) }), unit.to && t('rooms.to', { day: day(unit.to) })].filter(Boolean).join(' ')}</Text>
      </Group>
      {unit.successors.length > 0 && <Text size="sm">{t('units.successors')}: {unit.successors.map(name)}</Text>}
      {unit.passed_to.length > 0 && <Text size="sm">{t('units.passed')}: {unit.passed_to.map(name)}</Text>}
      <Rows name={t('units.phases')} rows={phases} id={(one) => one.from ?? 'first'} columns={[
        { title: t('rooms.name'), render: (one) => words(one.name) },
        { title: t('units.kind'), render: (one) => one.kind },
        { title: t('units.parent'), render: (one) => one.parent && name(one.parent) },
        { title: t('units.phaseFrom'), tight: true, render: (one) => (one.from ? day(one.from) : t('units.beginning')) },
      ]} />
      <Side title={t('units.change')} opened={open === 'change'} onClose={() => setOpen(undefined)}><ChangeUnit unit={unit} tag={tag} onCancel={() => setOpen(undefined)} onDone={() => done(t('units.changed'))} /></Side>
      <Side title={t('units.end')} opened={open === 'end'} onClose={() => setOpen(undefined)}><EndUnit unit={unit} tag={tag} onCancel={() => setOpen(undefined)} onDone={() => done(t('units.endedNow'))} /></Side>
    </Part>
  )
}
