import { useTranslation } from '~/i18n/useTranslation'

import { useFacets, useUnits } from '~/api/catalogue'
import { useMe } from '~/session/me'

import type { Filter } from './filter'

/** What a filter narrows by, each in words. */
export function useChips(filter: Filter): { name: keyof Filter; words: string }[] {
  const { t } = useTranslation()
  const facets = useFacets()
  const units = useUnits()
  const me = useMe()
  const chips: { name: keyof Filter; words: string }[] = []
  const add = (name: keyof Filter, value: string) => chips.push({ name, words: t(`list.chip.${name}` as 'list.chip.state', { value }) })
  if (filter.mine) add('mine', '')
  if (filter.waiting) add('waiting', '')
  if (filter.state) add('state', filter.state.map((one) => t(`states.${one}`)).join(', '))
  if (filter.publication) add('publication', filter.publication.map((one) => t(`list.publications.${one}`)).join(', '))
  if (filter.pillar) add('pillar', filter.pillar === 'none' ? t('list.none') : facets.short('pillar', filter.pillar))
  if (filter.area) add('area', filter.area === 'none' ? t('list.none') : facets.short('area', filter.area))
  if (filter.unit) add('unit', filter.unit.map(units.name).join(', '))
  if (filter.lang) add('lang', facets.name('language', filter.lang))
  if (filter.missing_lang) add('missing_lang', facets.name('language', filter.missing_lang))
  if (filter.due) add('due', filter.due === 'today' ? t('list.today') : filter.due.split('-').toReversed().join('/'))
  if (filter.created_by) add('created_by', filter.created_by === me.id ? me.name : t('names.somebody'))
  if (filter.outdated !== undefined) chips.push({ name: 'outdated', words: t(filter.outdated ? 'list.chip.outdated' : 'list.chip.current') })
  if (filter.newer_pieces !== undefined) chips.push({ name: 'newer_pieces', words: t(filter.newer_pieces ? 'list.chip.newer_pieces' : 'list.chip.newest_pieces') })
  return chips
}
