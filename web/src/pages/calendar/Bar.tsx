import { ActionIcon, Button, Group, SegmentedControl, Select, Title, Tooltip } from '@mantine/core'
import { IconCalendarDown, IconChevronLeft, IconChevronRight, IconPrinter } from '@tabler/icons-react'
import { useTranslation } from '~/i18n/useTranslation'

import { useFacets, useUnits } from '~/api/catalogue'
import { useLang } from '~/i18n/useLang'

import classes from './Calendar.module.css'
import { fullDay } from './days'
import { daysOf, step, views, type Change, type Search, type View } from './search'
import { useChannels } from './useDays'

const states = ['scheduled', 'sending', 'published', 'partial', 'uncertain', 'failed', 'withdrawn'] as const

/** Which days are seen, and how. */
export function Bar({ view, day, onChange }: { view: View; day: string; onChange: (next: Change) => void }) {
  const { t } = useTranslation()
  const lang = useLang()
  const { from, to } = daysOf(view, day)
  const month = new Intl.DateTimeFormat(lang === 'vi' ? 'vi-VN' : 'en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${day}T00:00Z`))
  const name = view === 'month' || view === 'agenda' ? month : `${fullDay(from, lang)} – ${fullDay(to, lang)}`
  return (
    <Group justify="space-between" gap="sm" className={classes.bar}>
      <Group gap="xs">
        <Tooltip label={t('calendar.before')}><ActionIcon variant="default" size={36} aria-label={t('calendar.before')} onClick={() => onChange({ day: step(view, day, -1) })}><IconChevronLeft size={18} /></ActionIcon></Tooltip>
        <Button variant="default" onClick={() => onChange({ day: undefined })}>{t('calendar.today')}</Button>
        <Tooltip label={t('calendar.after')}><ActionIcon variant="default" size={36} aria-label={t('calendar.after')} onClick={() => onChange({ day: step(view, day, 1) })}><IconChevronRight size={18} /></ActionIcon></Tooltip>
        <Title order={2} className={classes.stretch} aria-live="polite">{name}</Title>
      </Group>
      <SegmentedControl className={classes.views} aria-label={t('calendar.view')} value={view} onChange={(next) => onChange({ view: next as View })} data={views.map((one) => ({ value: one, label: t(`calendar.views.${one}`) }))} />
    </Group>
  )
}

/** What narrows the calendar, kept in the address; and ways to take it along. */
export function Filters({ search, onChange, range }: { search: Search; onChange: (next: Change) => void; range: { from: string; to: string } }) {
  const { t } = useTranslation()
  const lang = useLang()
  const facets = useFacets()
  const units = useUnits()
  const channels = useChannels()
  const one = (name: 'pillar' | 'channel' | 'unit' | 'state', label: string, data: { value: string; label: string }[]) => (
    <Select className={classes.filter} label={label} placeholder={t('common.all')} data={data} value={search[name] ?? null} onChange={(value) => onChange({ [name]: value ?? undefined })} clearable searchable
      clearButtonProps={{ 'aria-label': t('calendar.clear', { name: label }) }} />
  )
  return (
    <Group gap="sm" align="end" className={classes.filters}>
      {one('pillar', t('calendar.pillar'), facets.of('pillar').map((facet) => ({ value: facet.code, label: facets.short('pillar', facet.code) })))}
      {one('channel', t('calendar.channel'), channels.map((channel) => ({ value: channel.id, label: channel.name })))}
      {one('unit', t('calendar.unit'), units.all.map((unit) => ({ value: unit.code, label: units.name(unit.code) })))}
      {one('state', t('calendar.state'), states.map((state) => ({ value: state, label: t(`states.${state}`) })))}
      <Group gap="xs">
        <Tooltip label={t('calendar.print')}><ActionIcon variant="default" size={36} aria-label={t('calendar.print')} onClick={() => window.print()}><IconPrinter size={18} /></ActionIcon></Tooltip>
        <Tooltip label={t('calendar.icsHelp')}>
          <ActionIcon component="a" variant="default" size={36} aria-label={t('calendar.ics')} href={`/api/v1/calendar/export.ics?from=${range.from}&to=${range.to}&lang=${lang}`} download><IconCalendarDown size={18} /></ActionIcon>
        </Tooltip>
      </Group>
    </Group>
  )
}
