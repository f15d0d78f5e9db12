import { MultiSelect, Select, Switch } from '@mantine/core'
import { DateInput } from '@mantine/dates'
import '@mantine/dates/styles.css'
import { useTranslation } from '~/i18n/useTranslation'

import { useFacets, useUnits, type Facet } from '~/api/catalogue'

import { allPublications, allStates, without, type Filter } from './filter'
import type { Props } from './Filters'
import classes from './List.module.css'

/** All that the list can be narrowed by. */
export default function Fields({ filter, ask }: Props) {
  const { t } = useTranslation()
  const facets = useFacets()
  const units = useUnits()
  const choices = (kind: Facet['kind']) => facets.of(kind).map((one) => ({ value: one.code, label: facets.name(kind, one.code) }))
  const set = <N extends keyof Filter>(name: N, value: Filter[N] | null | false | '') => ask(value && !(Array.isArray(value) && value.length === 0) ? { ...filter, [name]: value } : without(filter, name))
  const inside = { comboboxProps: { withinPortal: false }, clearable: true, clearButtonProps: { 'aria-label': t('list.clearField') } }
  return (
    <div className={classes.fields}>
      <MultiSelect {...inside} label={t('list.fields.state')} data={allStates.map((value) => ({ value, label: t(`states.${value}`) }))} value={filter.state ?? []} onChange={(value) => set('state', value as NonNullable<Filter['state']>)} />
      <MultiSelect {...inside} label={t('list.fields.publication')} data={allPublications.map((value) => ({ value, label: t(`list.publications.${value}`) }))} value={filter.publication ?? []} onChange={(value) => set('publication', value as NonNullable<Filter['publication']>)} />
      <Select {...inside} label={t('list.fields.pillar')} data={[{ value: 'none', label: t('list.noPillar') }, ...choices('pillar')]} value={filter.pillar ?? null} onChange={(value) => set('pillar', value)} />
      <Select {...inside} label={t('list.fields.area')} data={[{ value: 'none', label: t('list.noArea') }, ...choices('area')]} value={filter.area ?? null} onChange={(value) => set('area', value)} />
      <MultiSelect {...inside} searchable label={t('list.fields.unit')} data={units.all.map((one) => ({ value: one.code, label: units.name(one.code) }))} value={filter.unit ?? []} onChange={(value) => set('unit', value)} />
      <DateInput label={t('list.fields.due')} valueFormat="DD/MM/YYYY" clearable clearButtonProps={{ 'aria-label': t('list.clearField') }} popoverProps={{ withinPortal: false }} value={filter.due && filter.due !== 'today' ? filter.due : null} placeholder={filter.due === 'today' ? t('list.today') : ''} onChange={(value) => set('due', value)} />
      <Select {...inside} label={t('list.fields.lang')} data={choices('language')} value={filter.lang ?? null} onChange={(value) => set('lang', value)} />
      <Select {...inside} label={t('list.fields.missing_lang')} data={choices('language')} value={filter.missing_lang ?? null} onChange={(value) => set('missing_lang', value)} />
      <Switch label={t('list.fields.mine')} checked={filter.mine ?? false} onChange={(event) => set('mine', event.currentTarget.checked)} />
      <Switch label={t('list.fields.waiting')} checked={filter.waiting ?? false} onChange={(event) => set('waiting', event.currentTarget.checked)} />
      <Switch label={t('list.fields.today')} checked={filter.due === 'today'} onChange={(event) => set('due', event.currentTarget.checked && 'today')} />
      <Switch label={t('list.fields.outdated')} checked={filter.outdated ?? false} onChange={(event) => set('outdated', event.currentTarget.checked)} />
    </div>
  )
}
