import { Group, Text } from '@mantine/core'
import { useTranslation } from '~/i18n/useTranslation'

import type { Schemas } from '~/api/client'
import { useTime } from '~/time/useTime'

import { MayButton } from './May'
import { Rows } from './Rows'
import { Tag } from './Tag'

/** Sessions of somebody, with how to end each but the one that asks. */
export function SessionRows({ sessions, onEnd }: { sessions: Schemas['Session'][]; onEnd: (id: string) => void }) {
  const { t } = useTranslation()
  const time = useTime()
  if (sessions.length === 0) return <Text c="dimmed">{t('mine.sessions.none')}</Text>
  return (
    <Rows name={t('mine.sessions.title')} rows={sessions} id={(one) => one.id} columns={[
      { title: t('mine.sessions.browser'), render: (one) => <Group gap="xs">{one.agent || '—'}{one.current && <Tag tone="good">{t('mine.sessions.current')}</Tag>}</Group> },
      { title: t('mine.sessions.address'), render: (one) => one.address },
      { title: t('mine.sessions.seen'), render: (one) => time.moment(one.last_seen_at) },
      { title: t('mine.sessions.begun'), render: (one) => time.moment(one.created_at) },
      { title: t('rooms.actions'), tight: true, render: (one) => !one.current && <MayButton may={one.may['end']} size="xs" variant="default" onClick={() => onEnd(one.id)}>{t('mine.sessions.end')}</MayButton> },
    ]} />
  )
}
