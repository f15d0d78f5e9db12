import { Button, Group, Modal, NumberInput, Select, Stack, Text } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { useFacets } from '~/api/catalogue'
import { useMe } from '~/session/me'

import { move, onEach, share, tag, type Outcome } from './acts'
import type { Item } from './articles'

export type Wanted = 'tag' | 'share' | 'move'

interface Props {
  wanted: Wanted
  items: Item[]
  all: number // of those that are marked
  onClose: () => void
  onDone: (words: string, outcome: Outcome) => Promise<void>
}

/** Asks for the one thing that an act on many needs, and says on how many it acts. */
export function Asking({ wanted, items, all, onClose, onDone }: Props) {
  const { t } = useTranslation()
  const me = useMe()
  const facets = useFacets()
  const [value, setValue] = useState<string | null>(null)
  const [days, setDays] = useState<number | string>(1)
  const [busy, setBusy] = useState(false)
  const people = new Map([[me.id, me.name], ...items.flatMap((one) => one.people).map((one) => [one.id, one.name] as [string, string])])
  const facetChoices = (['pillar', 'area'] as const).map((kind) => ({ group: t(`list.fields.${kind}`), items: facets.of(kind).map((one) => ({ value: `${kind}s ${one.code}`, label: facets.name(kind, one.code) })) }))
  const by = Number(days)
  const ready = wanted === 'move' ? Number.isInteger(by) && by !== 0 : value !== null
  async function go(event: FormEvent) {
    event.preventDefault()
    if (!ready) return
    setBusy(true)
    const title = (one: Item) => one.edition.title
    if (wanted === 'move') {
      const outcome = await onEach(items, title, (one) => move(one, by))
      await onDone(t('list.bulk.moved', { count: outcome.done.length }), outcome)
    } else if (wanted === 'share') {
      const outcome = await onEach(items, title, (one) => share(one, value ?? ''))
      await onDone(t('list.bulk.shared', { count: outcome.done.length, name: people.get(value ?? '') }), outcome)
    } else {
      const [kind, code = ''] = (value ?? '').split(' ')
      const outcome = await onEach(items, title, (one) => tag(one, kind as 'pillars' | 'areas', code))
      await onDone(t('list.bulk.tagged', { count: outcome.done.length, name: facets.short(kind === 'pillars' ? 'pillar' : 'area', code) }), outcome)
    }
  }
  return (
    <Modal opened onClose={onClose} title={t(`list.bulk.${wanted}`)} closeButtonProps={{ 'aria-label': t('common.close') }}>
      <form onSubmit={(event) => void go(event)}>
        <Stack gap="md">
          {wanted === 'tag' && <Select label={t('list.bulk.which')} data={facetChoices} value={value} onChange={setValue} searchable data-autofocus />}
          {wanted === 'share' && <Select label={t('list.bulk.who')} description={t('list.bulk.whoHelp')} data={Array.from(people, ([value, label]) => ({ value, label }))} value={value} onChange={setValue} searchable data-autofocus />}
          {wanted === 'move' && <NumberInput label={t('list.bulk.days')} description={t('list.bulk.daysHelp')} value={days} onChange={setDays} min={-365} max={365} allowDecimal={false} data-autofocus />}
          {items.length < all && <Text size="sm" c="dimmed">{t(wanted === 'move' ? 'list.bulk.onlyPlanned' : 'list.bulk.onlyMay', { count: all - items.length })}</Text>}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>{t('common.cancel')}</Button>
            <Button type="submit" loading={busy} disabled={!ready}>{t(`list.bulk.do.${wanted}`, { count: items.length })}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
