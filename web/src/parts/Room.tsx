import { Anchor, Group, Stack, Text, Title } from '@mantine/core'
import { IconArrowLeft } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'

import { isProblem } from '~/api/problem'

import { Denied } from './Denied'
import { useTitle } from './useTitle'

/** The frame of a page: where it belongs, what it is and what can be done on it; or why somebody may not see it. */
export function Room({ title, about, back, actions, asked, children }: {
  title: string
  about?: ReactNode
  back?: { to: string; text: string }
  actions?: ReactNode
  asked?: { error: unknown; data: unknown } // what the page shows before all else
  children: ReactNode
}) {
  useTitle(title)
  if (asked && asked.data === undefined && isProblem(asked.error) && asked.error.code === 'denied') return <Denied problem={asked.error} />
  return (
    <Stack gap="md">
      {back && <Anchor component={Link} to={back.to} size="sm" style={{ display: 'inline-flex', alignItems: 'center', gap: 4, alignSelf: 'start', minHeight: 24 }}><IconArrowLeft size={16} aria-hidden /> {back.text}</Anchor>}
      <Group justify="space-between" align="start" gap="sm">
        <div>
          <Title order={1}>{title}</Title>
          {about && <Text component="div" c="dimmed" maw={720}>{about}</Text>}
        </div>
        {actions && <Group gap="sm">{actions}</Group>}
      </Group>
      {children}
    </Stack>
  )
}
