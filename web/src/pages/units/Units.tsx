import { Anchor, Button, Group, Switch, Text, TextInput } from '@mantine/core'
import { IconFileImport, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { allOf } from '~/api/all'
import { client, dataOf, type Schemas } from '~/api/client'
import { useWords } from '~/i18n/useLang'
import { Empty } from '~/parts/Empty'
import { Find } from '~/parts/Find'
import { finds } from '~/parts/fold'
import { Loaded } from '~/parts/Loaded'
import { Room } from '~/parts/Room'
import { Side } from '~/parts/Side'
import { Tag } from '~/parts/Tag'
import { useAddress } from '~/parts/useAddress'
import { useDay } from '~/parts/useDay'
import { mayAnywhere, useMe } from '~/session/me'
import { today } from '~/time/instant'
import { useTime } from '~/time/useTime'

import { FlowPicture } from './FlowPicture'
import { NewUnit } from './NewUnit'
import classes from './Units.module.css'

type Unit = Schemas['Unit']

/** The units of a day, below those that they belong to. */
export function Units() {
  const { t } = useTranslation()
  const me = useMe()
  const { zone } = useTime()
  const address = useAddress()
  const [making, setMaking] = useState(false)
  const on = address.of('on') || today(zone)
  const asked = useQuery({
    queryKey: ['get', '/units', 'on', on], placeholderData: (old: Unit[] | undefined) => old,
    queryFn: () => allOf(async (query) => dataOf(await client.GET('/units', { params: { query: { ...query, on } } }))),
  })
  const q = address.of('q')
  const all = address.of('all') === 'true'
  const manages = mayAnywhere(me, 'plan.manage')
  return (
    <Room title={t('units.title')} about={t('units.about')} asked={asked} actions={manages && (
      <>
        <Button component={Link} to="/units/import" variant="default" leftSection={<IconFileImport size={16} aria-hidden />}>{t('units.import')}</Button>
        <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setMaking(true)}>{t('units.new')}</Button>
      </>
    )}>
      <Group gap="sm" align="end">
        <Find label={t('rooms.find')} value={q} onChange={(value) => address.set({ q: value })} />
        <TextInput type="date" label={t('units.on')} value={on} onChange={(e) => address.set({ on: e.currentTarget.value })} />
        <Switch label={t('units.ended')} checked={all} mb={8} onChange={(e) => address.set({ all: e.currentTarget.checked ? 'true' : '' })} />
      </Group>
      <Loaded asked={asked} lines={8}>{(units) => {
        const shown = units.filter((one) => (all || one.valid) && finds(q, one.name.vi, one.name.en, one.short, one.code))
        if (shown.length === 0) return <Empty action={<Button variant="default" onClick={() => address.set({ q: '', on: '', all: 'true' })}>{t('rooms.clearFilter')}</Button>}>{q ? t('rooms.noneFound') : t('units.none')}</Empty>
        return (
          <>
            <Text size="sm" c="dimmed" aria-live="polite">{t('units.count', { count: shown.length, n: shown.length })}</Text>
            <nav aria-label={t('units.tree')} className={classes.tree}><Branch units={shown} on={on} /></nav>
          </>
        )
      }}</Loaded>
      {mayAnywhere(me, 'article.read') && <FlowPicture code="default" title={t('flow.house')} />}
      <Side title={t('units.new')} opened={making} onClose={() => setMaking(false)}><NewUnit onCancel={() => setMaking(false)} /></Side>
    </Room>
  )
}

/** The units below one; at the top those below nobody who is shown. */
function Branch({ units, below, on }: { units: Unit[]; below?: string; on: string }) {
  const { t } = useTranslation()
  const words = useWords()
  const day = useDay()
  const shown = new Set(units.map((one) => one.code))
  const here = units.filter((one) => (below ? one.parent === below : !one.parent || !shown.has(one.parent))).toSorted((a, b) => a.name.vi.localeCompare(b.name.vi, 'vi'))
  if (here.length === 0) return null
  return (
    <ul>
      {here.map((one) => (
        <li key={one.code}>
          <div className={classes.unit}>
            <Anchor component={Link} to={`/units/${one.code}`}>{words(one.name)}</Anchor>
            <Text span size="xs" c="dimmed">{one.code}</Text>
            {!one.valid && <Tag tone="over">{t(one.from && one.from > on ? 'units.notYet' : 'units.over')}{one.to && one.to < on && ` ${day(one.to)}`}</Tag>}
          </div>
          <Branch units={units} below={one.code} on={on} />
        </li>
      ))}
    </ul>
  )
}
