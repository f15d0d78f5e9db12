import { Anchor, Table, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from '~/i18n/useTranslation'

import { useUnits } from '~/api/catalogue'
import { client, dataOf, type Schemas } from '~/api/client'
import { useLang } from '~/i18n/useLang'
import { Empty } from '~/parts/Empty'
import { Loaded } from '~/parts/Loaded'
import { PillarTag } from '~/parts/PillarTag'

import { fullDay } from './days'
import type { Search } from './search'

/** All planned stories that somebody may read, page by page. */
function usePlanned(unit: string | undefined) {
  return useQuery({
    queryKey: ['get', '/planned', 'all', unit],
    queryFn: async () => {
      const all: Schemas['PlannedStory'][] = []
      for (let cursor: string | undefined; ;) {
        const page = dataOf(await client.GET('/planned', { params: { query: { limit: 100, ...(unit && { unit: [unit] }), ...(cursor && { cursor }) } } }))
        all.push(...page.items)
        cursor = page.next_cursor
        if (!cursor) return all
      }
    },
  })
}

/** Whether a planned story is open and is what was asked for; within days, those of which nothing is begun. */
function fits(one: Schemas['PlannedStory'], search: Search): boolean {
  const within = (code: string | undefined, all: string[] | undefined) => !code || (all ?? []).includes(code)
  const { from, to } = search
  if (one.state === 'dropped' || one.state === 'done') return false
  if (from && to && (one.state === 'begun' || !one.due || one.due.day < from || one.due.day > to)) return false
  return within(search.pillar, one.facets.pillars) && within(search.area, one.facets.areas) && within(search.audience, one.facets.audiences) &&
    within(search.member_state, one.facets.member_states) && within(search.lang, one.langs)
}

/** The planned stories that nobody has dropped or finished, what is due first. */
export function PlannedList({ search, onOpen }: { search: Search; onOpen: (id: string) => void }) {
  const { t } = useTranslation()
  const lang = useLang()
  const units = useUnits()
  const asked = usePlanned(search.unit)
  return (
    <Loaded asked={asked}>{(all) => {
      const open = all.filter((one) => fits(one, search))
      if (open.length === 0) return <Empty>{t(search.pillar || search.area || search.unit ? 'calendar.planned.none' : 'calendar.planned.nothing')}</Empty>
      return (
        <Table.ScrollContainer minWidth={560}>
          <Table verticalSpacing="sm">
            <Table.Caption className="unseen">{t('calendar.views.planned')}</Table.Caption>
            <Table.Thead><Table.Tr><Table.Th>{t('calendar.planned.title')}</Table.Th><Table.Th>{t('calendar.state')}</Table.Th><Table.Th>{t('calendar.planned.dueDay')}</Table.Th><Table.Th>{t('calendar.unit')}</Table.Th></Table.Tr></Table.Thead>
            <Table.Tbody>{open.map((one) => (
              <Table.Tr key={one.id}>
                <Table.Td><Anchor component="button" ta="start" onClick={() => onOpen(one.id)}>{one.title}</Anchor> {one.facets.pillars?.map((code) => <PillarTag key={code} code={code} />)}</Table.Td>
                <Table.Td>{t(`calendar.planned.states.${one.state}`)}</Table.Td>
                <Table.Td>{one.due ? fullDay(one.due.day, lang) : '–'}{one.late && <Text size="xs" c="red">{t('calendar.planned.late')}</Text>}</Table.Td>
                <Table.Td>{units.name(one.unit)}</Table.Td>
              </Table.Tr>
            ))}</Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )
    }}</Loaded>
  )
}
