import { ActionIcon, Button, Popover, Text, Tooltip } from '@mantine/core'
import { IconBell } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { api } from '~/api/client'
import { Go } from '~/parts/Go'
import { Loaded } from '~/parts/Loaded'

import { useReading } from './acts'
import { NoticeItem } from './NoticeItem'
import classes from './Notices.module.css'
import { useToasts } from './useToasts'

/** The bell in the bar: how many notices are unread, and the newest ones. */
export function Bell() {
  const { t } = useTranslation()
  const unread = useToasts()
  const [opened, setOpened] = useState(false)
  const label = t('notices.bell', { count: unread })
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" width={400} trapFocus returnFocus shadow="md">
      <Popover.Target>
        <Tooltip label={label} disabled={opened}>
          <ActionIcon variant="subtle" color="gray" size={40} aria-label={label} aria-expanded={opened} onClick={() => setOpened(!opened)}>
            <span style={{ position: 'relative', display: 'inline-grid' }}>
              <IconBell size={22} aria-hidden />
              {unread > 0 && <span className={classes.count} aria-hidden>{unread > 99 ? '99+' : unread}</span>}
            </span>
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown p={0} maw="calc(100vw - 16px)" aria-label={t('notices.title')}>{opened && <Newest onClose={() => setOpened(false)} />}</Popover.Dropdown>
    </Popover>
  )
}

function Newest({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const reading = useReading()
  const asked = api.useQuery('get', '/notices', { params: { query: { limit: 8, open: true } } })
  const newest = asked.data?.items[0]?.id
  return (
    <>
      <Text fw={600} px="md" pt="sm" pb="sm">{t('notices.title')}</Text>
      <div className={classes.drop}>
        <Loaded asked={asked}>{({ items }) => items.length === 0 ? <Text c="dimmed" p="md">{t('notices.nothingOpen')}</Text> : <ul className={classes.list}>{items.map((one) => <NoticeItem key={one.id} notice={one} onGo={onClose} />)}</ul>}</Loaded>
      </div>
      <div className={classes.foot}>
        <Button size="xs" variant="subtle" disabled={!newest} onClick={() => newest && void reading.upTo(newest)}>{t('notices.readAll')}</Button>
        <Go to="/notices" onClick={onClose}>{t('notices.seeAll')}</Go>
      </div>
    </>
  )
}
