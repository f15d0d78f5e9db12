import { Button, SegmentedControl, Stack, Text, Title } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { useTranslation } from '~/i18n/useTranslation'

import { Empty } from '~/parts/Empty'
import { Go } from '~/parts/Go'
import { Loaded } from '~/parts/Loaded'
import { useKeys } from '~/parts/useKeys'
import { useTitle } from '~/parts/useTitle'

import { useQueue, type Box } from './queue'
import { ReviewRow } from './ReviewRow'
import classes from './Reviews.module.css'

const route = getRouteApi('/shell/reviews')

/** Moves the focus along the titles of a list; from elsewhere it goes to the first. */
export function step(list: HTMLElement | null, by: 1 | -1): void {
  const links = Array.from(list?.querySelectorAll<HTMLElement>('[data-row]') ?? [])
  const at = links.findIndex((one) => one === document.activeElement)
  links[at < 0 ? 0 : Math.min(Math.max(at + by, 0), links.length - 1)]?.focus()
}

/** What waits for the look of the person, or of others at what they handed in. */
export function Reviews() {
  const { t } = useTranslation()
  const { box = 'mine' } = route.useSearch()
  const navigate = route.useNavigate()
  const queue = useQueue(box)
  useTitle(t('review.queue.title'))
  const list = () => document.getElementById('queue')
  useKeys({ j: () => step(list(), 1), k: () => step(list(), -1) })
  return (
    <Stack>
      <Title order={1}>{t('review.queue.title')}</Title>
      <div className={classes.tools}>
        <SegmentedControl aria-label={t('review.queue.boxes')} value={box} onChange={(value) => void navigate({ search: value === 'sent' ? { box: 'sent' } : {} })}
          data={[{ value: 'mine', label: t('review.queue.mine') }, { value: 'sent', label: t('review.queue.sent') }]} />
        <Text size="sm" c="dimmed" className={classes.keys}>{t('review.queue.keys')}</Text>
      </div>
      <Loaded asked={queue}>{(items) => items.length === 0 ? <Nothing box={box} /> : (
        <ul className={classes.list} id="queue" aria-label={t('review.queue.list')}>
          {items.map((one) => <ReviewRow key={one.edition + one.kind} review={one} box={box} />)}
        </ul>
      )}</Loaded>
      {queue.hasNextPage && <Button variant="default" loading={queue.isFetchingNextPage} onClick={() => void queue.fetchNextPage()}>{t('review.queue.more')}</Button>}
    </Stack>
  )
}

function Nothing({ box }: { box: Box }) {
  const { t } = useTranslation()
  return <Empty action={<Go to="/articles" search={{ state: 'draft' }}>{t('review.queue.toDrafts')}</Go>}>{t(box === 'mine' ? 'review.queue.nothingMine' : 'review.queue.nothingSent')}</Empty>
}
