import { Button, SegmentedControl, Stack, Title } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { useTranslation } from '~/i18n/useTranslation'

import { api, type Schemas } from '~/api/client'
import { useNews } from '~/api/live'
import { step } from '~/pages/reviews/Reviews'
import { Empty } from '~/parts/Empty'
import { Loaded } from '~/parts/Loaded'
import { useKeys } from '~/parts/useKeys'
import { useTitle } from '~/parts/useTitle'

import { useReading } from './acts'
import { NoticeItem } from './NoticeItem'
import classes from './Notices.module.css'

const route = getRouteApi('/shell/notices')

/** Everything that the person was told, as far as they may still see it. */
export function Notices() {
  const { t } = useTranslation()
  const { show = 'all' } = route.useSearch()
  const navigate = route.useNavigate()
  const { unread } = useNews()
  const reading = useReading()
  const asked = api.useInfiniteQuery('get', '/notices', { params: { query: { limit: 50, ...(show !== 'all' && { open: true }), ...(show === 'unread' && { unread: true }) } } }, {
    pageParamName: 'cursor', initialPageParam: null, getNextPageParam: (last: Schemas['NoticePage']) => last.next_cursor,
    select: (data: { pages: Schemas['NoticePage'][] }) => data.pages.flatMap((page) => page.items),
  })
  useTitle(t('notices.title'))
  const list = () => document.getElementById('notices')
  useKeys({ j: () => step(list(), 1), k: () => step(list(), -1) })
  const newest = asked.data?.[0]?.id
  const nothing = { all: t('notices.nothing'), open: t('notices.nothingOpen'), unread: t('notices.nothingUnread') }[show]
  return (
    <Stack>
      <Title order={1}>{t('notices.title')}</Title>
      <div className={classes.tools}>
        <SegmentedControl aria-label={t('notices.filter')} value={show} onChange={(value) => void navigate({ search: value === 'open' || value === 'unread' ? { show: value } : {} })}
          data={[{ value: 'all', label: t('notices.all') }, { value: 'open', label: t('notices.open') }, { value: 'unread', label: t('notices.unread') }]} />
        <Button variant="default" disabled={unread === 0 || !newest} onClick={() => newest && void reading.upTo(newest)}>{t('notices.readAll')}</Button>
      </div>
      <Loaded asked={asked}>{(items) => items.length === 0 ? <Empty>{nothing}</Empty> : (
        <ul className={classes.list} id="notices" aria-label={t('notices.list')}>{items.map((one) => <NoticeItem key={one.id} notice={one} />)}</ul>
      )}</Loaded>
      {asked.hasNextPage && <Button variant="default" loading={asked.isFetchingNextPage} onClick={() => void asked.fetchNextPage()}>{t('notices.more')}</Button>}
    </Stack>
  )
}
