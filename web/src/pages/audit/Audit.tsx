import { Button, Group, Menu, NativeSelect, TextInput } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useTranslation } from '~/i18n/useTranslation'

import { api } from '~/api/client'
import { usePeople } from '~/pages/people/people'
import { Empty } from '~/parts/Empty'
import { Loaded } from '~/parts/Loaded'
import { MayButton } from '~/parts/May'
import { Room } from '~/parts/Room'
import { useAddress } from '~/parts/useAddress'
import { mayAnywhere, useMe } from '~/session/me'
import { dayAfter, startOfDay } from '~/time/instant'
import { useTime } from '~/time/useTime'

import { Line } from './Line'
import classes from './Audit.module.css'
import { objectKinds } from './words'

const names = ['actor', 'action', 'object_kind', 'object', 'refused', 'from', 'until'] as const

/** Who did what, and what was refused. The filter stands in the address. */
export function Audit() {
  const { t } = useTranslation()
  const me = useMe()
  const { zone } = useTime()
  const address = useAddress()
  const people = usePeople(mayAnywhere(me, 'person.manage')) // inspectors see ids of those whose names the record does not hold
  const chosen = Object.fromEntries(names.map((name) => [name, address.of(name)])) as Record<(typeof names)[number], string>
  const { from, until, refused, ...same } = chosen
  const query = {
    limit: 50, ...Object.fromEntries(Object.entries(same).filter(([, value]) => value !== '')),
    ...((refused === 'true' || refused === 'false') && { refused: refused as 'true' | 'false' }),
    ...(from && { from: startOfDay(from, zone).toISOString() }), ...(until && { until: startOfDay(dayAfter(until), zone).toISOString() }),
  }
  const asked = api.useInfiniteQuery('get', '/audit', { params: { query } }, { pageParamName: 'cursor', initialPageParam: null, getNextPageParam: (page) => page.next_cursor })
  const filtered = names.some((name) => chosen[name] !== '')
  const clear = <Button variant="default" onClick={() => address.set(Object.fromEntries(names.map((name) => [name, ''])))}>{t('rooms.clearFilter')}</Button>
  return (
    <Room title={t('record.title')} about={t('record.about')} asked={asked} actions={<Export may={asked.data?.pages[0]?.may['export']} />}>
      <Filter chosen={chosen} people={people.data ?? []} set={address.set} />
      {filtered && <Group>{clear}</Group>}
      <Loaded asked={asked} lines={8}>{(data) => {
        const lines = data.pages.flatMap((page) => page.items)
        if (lines.length === 0) return filtered ? <Empty action={clear}>{t('rooms.noneFound')}</Empty> : <Empty>{t('record.empty')}</Empty>
        return (
          <>
            <ol className={classes.lines} aria-label={t('record.title')}>{lines.map((one) => <Line key={one.id} record={one} people={people.data ?? []} onFilter={address.set} />)}</ol>
            {asked.hasNextPage && <Button variant="default" style={{ alignSelf: 'center' }} loading={asked.isFetchingNextPage} onClick={() => void asked.fetchNextPage()}>{t('rooms.moreRows')}</Button>}
          </>
        )
      }}</Loaded>
    </Room>
  )
}

function Export({ may }: { may: Parameters<typeof MayButton>[0]['may'] }) {
  const { t } = useTranslation()
  const button = { variant: 'default', leftSection: <IconDownload size={16} aria-hidden /> }
  if (!may?.allowed) return may ? <MayButton may={may} {...button}>{t('record.export')}</MayButton> : null
  return (
    <Menu position="bottom-end">
      <Menu.Target><Button {...button}>{t('record.export')}</Button></Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component="a" href="/api/v1/audit/export?format=ndjson" download>{t('record.exportNd')}</Menu.Item>
        <Menu.Item component="a" href="/api/v1/audit/export?format=csv" download>{t('record.exportCsv')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

function Filter({ chosen, people, set }: { chosen: Record<(typeof names)[number], string>; people: { id: string; name: string }[]; set: (change: Record<string, string>) => void }) {
  const { t } = useTranslation()
  return (
    <Group gap="sm" align="end">
      {people.length > 0 && (
        <NativeSelect label={t('record.filter.actor')} value={chosen.actor} onChange={(e) => set({ actor: e.currentTarget.value })}
          data={[{ value: '', label: t('record.filter.anybody') }, { value: 'system', label: t('record.system') }, ...people.map((one) => ({ value: one.id, label: one.name || one.id.slice(-12) }))]} />
      )}
      <NativeSelect label={t('record.filter.kind')} value={chosen.object_kind} onChange={(e) => set({ object_kind: e.currentTarget.value, object: '' })}
        data={[{ value: '', label: t('record.filter.anyKind') }, ...objectKinds.map((value) => ({ value, label: t(`record.kinds.${value}`) }))]} />
      <NativeSelect label={t('record.filter.refused')} value={chosen.refused} onChange={(e) => set({ refused: e.currentTarget.value })}
        data={[{ value: '', label: t('record.filter.any') }, { value: 'false', label: t('record.filter.done') }, { value: 'true', label: t('record.filter.only') }]} />
      <TextInput type="date" label={t('record.filter.from')} value={chosen.from} onChange={(e) => set({ from: e.currentTarget.value })} />
      <TextInput type="date" label={t('record.filter.until')} value={chosen.until} onChange={(e) => set({ until: e.currentTarget.value })} />
    </Group>
  )
}
