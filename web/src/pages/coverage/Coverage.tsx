import { Button, Group, SegmentedControl, Select, Stack, Text, TextInput, Title } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { useFacets, useUnits } from '~/api/catalogue'
import { Loaded } from '~/parts/Loaded'
import { useTitle } from '~/parts/useTitle'
import { today } from '~/pages/calendar/search'
import { mayAnywhere, useMe } from '~/session/me'

import { csvOf, download } from './csv'
import { HeatTable } from './HeatTable'
import { daysOf, measures, periods, quarterOf, type Measure, type Period, type Search } from './period'
import { useCoverage, useHeatMap } from './useCells'

/** What each pillar has of each content area, so that thin places are seen. */
export function Coverage() {
  const { t } = useTranslation()
  const me = useMe()
  useTitle(t('shell.rooms.coverage'))
  return (
    <Stack gap="md">
      <Title order={1}>{t('shell.rooms.coverage')}</Title>
      {mayAnywhere(me, 'article.read') ? <Map /> : <Text>{t('coverage.denied')}</Text>}
    </Stack>
  )
}

function Map() {
  const { t } = useTranslation()
  const search = useSearch({ strict: false }) as Search
  const navigate = useNavigate()
  const change = (next: { [K in keyof Search]?: Search[K] | undefined }) => void navigate({ to: '/coverage' as string, search: { ...search, ...next } as never, replace: true })
  const measure = search.measure ?? 'written'
  const range = daysOf(search, today())
  const narrow = Object.fromEntries((['unit', 'lang', 'audience', 'member_state'] as const).filter((name) => search[name]).map((name) => [name, search[name]])) as Search
  const asked = useCoverage(range, narrow)
  const map = useHeatMap(asked.data, measure)
  return (
    <>
      <Group gap="md" align="end">
        <Labelled label={t('coverage.measure')}><SegmentedControl value={measure} aria-label={t('coverage.measure')} onChange={(value) => change({ measure: value as Measure })} data={measures.map((one) => ({ value: one, label: t(`coverage.measures.${one}`) }))} /></Labelled>
        <PeriodChoice search={search} range={range} onChange={change} />
      </Group>
      <Narrowing search={search} onChange={change} />
      <Loaded asked={asked} lines={9}>{(counted) => (
        <>
          <Text size="sm" c="dimmed">{t(`coverage.measureHelp.${measure}`)} {t('coverage.counted')} {t('coverage.keys')}</Text>
          <HeatTable map={map} counted={counted} measure={measure} narrow={narrow} caption={`${t(`coverage.measures.${measure}`)}, ${counted.from} – ${counted.to}`} />
          <Group><Button variant="default" leftSection={<IconDownload size={16} aria-hidden />} onClick={() => download(`coverage-${measure}-${counted.from}-${counted.to}.csv`, csvOf(map, t('coverage.area')))}>{t('coverage.csv')}</Button></Group>
        </>
      )}</Loaded>
    </>
  )
}

function Labelled({ label, children }: { label: string; children: ReactNode }) {
  return <Stack gap={4} maw="100%"><Text size="sm" fw={600} aria-hidden>{label}</Text>{children}</Stack>
}

type Change = (next: { [K in keyof Search]?: Search[K] | undefined }) => void

function PeriodChoice({ search, range, onChange }: { search: Search; range: { from: string; to: string }; onChange: Change }) {
  const { t } = useTranslation()
  const now = quarterOf(today())
  const period = search.period ?? 'year'
  const years = Array.from({ length: 6 }, (_, i) => String(Number(now.year) + 1 - i))
  return (
    <Group gap="sm" align="end">
      <Labelled label={t('coverage.period')}><SegmentedControl value={period} aria-label={t('coverage.period')} onChange={(value) => onChange({ period: value as Period, ...(value === 'free' && range) })} data={periods.map((one) => ({ value: one, label: t(`coverage.periods.${one}`) }))} /></Labelled>
      {period !== 'free' && <Select w={110} label={t('coverage.year')} data={years} value={search.year ?? now.year} allowDeselect={false} onChange={(value) => onChange({ year: value ?? undefined })} />}
      {period === 'quarter' && <Select w={120} label={t('coverage.periods.quarter')} data={['1', '2', '3', '4'].map((n) => ({ value: n, label: t('coverage.quarter', { n }) }))} value={search.quarter ?? now.quarter} allowDeselect={false} onChange={(value) => onChange({ quarter: value ?? undefined })} />}
      {period === 'free' && (
        <>
          <TextInput type="date" label={t('coverage.from')} value={search.from ?? range.from} onChange={(e) => e.currentTarget.value && onChange({ from: e.currentTarget.value })} />
          <TextInput type="date" label={t('coverage.to')} value={search.to ?? range.to} onChange={(e) => e.currentTarget.value && onChange({ to: e.currentTarget.value })} />
        </>
      )}
    </Group>
  )
}

function Narrowing({ search, onChange }: { search: Search; onChange: Change }) {
  const { t } = useTranslation()
  const facets = useFacets()
  const units = useUnits()
  const of = (kind: 'audience' | 'language' | 'member_state') => facets.of(kind).map((one) => ({ value: one.code, label: facets.name(kind, one.code) }))
  const one = (name: 'unit' | 'lang' | 'audience' | 'member_state', label: string, data: { value: string; label: string }[]) => (
    <Select key={name} label={label} placeholder={t('common.all')} data={data} value={search[name] ?? null} onChange={(value) => onChange({ [name]: value ?? undefined })} clearable searchable miw={0} style={{ flex: '1 1 160px', maxWidth: 280 }}
      clearButtonProps={{ 'aria-label': t('calendar.clear', { name: label }) }} />
  )
  return (
    <Group gap="sm">
      {one('audience', t('coverage.audience'), of('audience'))}
      {one('unit', t('coverage.unit'), units.all.map((unit) => ({ value: unit.code, label: units.name(unit.code) })))}
      {one('lang', t('coverage.lang'), of('language'))}
      {one('member_state', t('coverage.memberState'), of('member_state'))}
    </Group>
  )
}
