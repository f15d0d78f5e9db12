import { Anchor, Button, Chip, Group, NativeSelect, Stack, Text, Title } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useTranslation } from '~/i18n/useTranslation'

import { api, client, dataOf, type Schemas } from '~/api/client'
import { useWords } from '~/i18n/useLang'
import { instantOf, typedOf } from '~/pages/schedule/plan'
import { ChannelMark } from '~/parts/ChannelMark'
import { Empty } from '~/parts/Empty'
import { Loaded } from '~/parts/Loaded'
import { deliveryState, StateChip } from '~/parts/StateChip'
import { useTitle } from '~/parts/useTitle'
import { useTime } from '~/time/useTime'

import classes from './deliveries.module.css'
import { LiveLine } from './LiveLine'
import { groups, readSearch, statesOf, type DeliveriesSearch } from './search'

/** All deliveries that somebody may see, filtered by what stands in the address. */
export function List() {
  const { t } = useTranslation()
  const search = readSearch(useSearch({ strict: false }))
  const navigate = useNavigate()
  const asked = useDeliveries(search)
  useTitle(t('deliveries.title'))
  const change = (part: DeliveriesSearch) => void navigate({ to: '/deliveries', search: part, replace: true })
  const filtered = search.state !== undefined || search.channel !== undefined || search.today === true
  return (
    <Stack>
      <Group justify="space-between"><Title order={1}>{t('deliveries.title')}</Title><LiveLine readAt={asked.dataUpdatedAt} /></Group>
      <Filters search={search} onChange={change} />
      <Loaded asked={asked}>{({ pages }) => {
        const items = pages.flatMap((page) => page.items)
        if (items.length > 0) return <Table items={items} />
        return filtered ? <Empty action={<Button variant="light" onClick={() => change({})}>{t('deliveries.clear')}</Button>}>{t('deliveries.noneHere')}</Empty>
          : <Empty action={<Anchor component={Link} to={'/articles' as string}>{t('deliveries.noneAction')}</Anchor>}>{t('deliveries.none')}</Empty>
      }}</Loaded>
      {asked.hasNextPage && <div><Button variant="default" loading={asked.isFetchingNextPage} onClick={() => void asked.fetchNextPage()}>{t('deliveries.more')}</Button></div>}
    </Stack>
  )
}

function useDeliveries(search: DeliveriesSearch) {
  const { zone } = useTime()
  const today = typedOf(new Date(), zone).date
  const query = {
    limit: 50, order: search.state === 'waiting' ? 'oldest' as const : 'newest' as const,
    ...(search.state && { state: statesOf[search.state] }),
    ...(search.channel && { channel: search.channel }),
    ...(search.today && { due_after: instantOf(today, '00:00', zone)?.toISOString() ?? '', due_until: instantOf(today, '23:59', zone)?.toISOString() ?? '' }),
  }
  return useInfiniteQuery({
    queryKey: ['get', '/deliveries', query],
    queryFn: async ({ pageParam }) => dataOf(await client.GET('/deliveries', { params: { query: { ...query, ...(pageParam && { cursor: pageParam }) } }, querySerializer: { array: { style: 'form', explode: false } } })),
    initialPageParam: '',
    getNextPageParam: (page: Schemas['DeliveryList']) => page.next_cursor || undefined,
  })
}

function Filters({ search, onChange }: { search: DeliveriesSearch; onChange: (search: DeliveriesSearch) => void }) {
  const { t } = useTranslation()
  const channels = api.useQuery('get', '/channels', { params: { query: { limit: 100 } } })
  const { state, channel, today } = search
  const others = (without: keyof DeliveriesSearch): DeliveriesSearch => Object.fromEntries(Object.entries({ state, channel, today }).filter(([name, value]) => name !== without && value !== undefined))
  return (
    <Group gap="sm" align="flex-end">
      <Chip.Group value={state ?? 'all'} onChange={(value) => onChange({ ...others('state'), ...(value !== 'all' && { state: value as NonNullable<typeof state> }) })}>
        <fieldset className={classes.chips} aria-label={t('deliveries.filter.label')}>{(['all', ...groups] as const).map((one) => <Chip key={one} value={one}>{t(`deliveries.filter.${one}`)}</Chip>)}</fieldset>
      </Chip.Group>
      <NativeSelect aria-label={t('deliveries.channel')} value={channel ?? ''} onChange={(event) => onChange({ ...others('channel'), ...(event.currentTarget.value && { channel: event.currentTarget.value }) })}
        data={[{ value: '', label: t('deliveries.everyChannel') }, ...(channels.data?.items ?? []).map((one) => ({ value: one.id, label: one.name }))]} />
      <Chip checked={today === true} onChange={(on) => onChange({ ...others('today'), ...(on && { today: true }) })}>{t('deliveries.today')}</Chip>
    </Group>
  )
}

function Table({ items }: { items: Schemas['Delivery'][] }) {
  const { t } = useTranslation()
  const time = useTime()
  const words = useWords()
  return (
    <div className={classes.tablewrap}>
      <table className={classes.table} aria-label={t('deliveries.title')}>
        <thead><tr>{(['story', 'channel', 'state', 'due', 'detail'] as const).map((one) => <th key={one} scope="col">{t(`deliveries.columns.${one}`)}</th>)}</tr></thead>
        <tbody>{items.map((one) => (
          <tr key={one.id}>
            <td><Anchor component={Link} to={`/deliveries/${one.id}` as string} lang={one.lang}>{one.title || t('deliveries.untitled')}</Anchor>{one.intent !== 'publish' && <Text size="xs" c="dimmed">{t(`deliveries.intent.${one.intent}`)}</Text>}</td>
            <td><span className={classes.cell}><ChannelMark kind={one.channel_kind ?? ''} />{one.channel_name}</span></td>
            <td><StateChip state={deliveryState(one.state)} /></td>
            <td>{time.moment(one.due_at)}</td>
            <td><Text size="sm">{words(one.reason_words)}</Text></td>
          </tr>
        ))}</tbody>
      </table>
    </div>
  )
}
