import { Button, Stack, Text, Title } from '@mantine/core'
import { IconLock } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from '~/i18n/useTranslation'

import type { Problem } from '~/api/problem'

import { useTitle } from './useTitle'

/** Stands in the place of a page that somebody may not see: why, and who can. */
export function Denied({ problem }: { problem: Problem }) {
  const { t } = useTranslation()
  useTitle(t('rooms.denied.title'))
  return (
    <Stack align="start" gap="sm" maw={640}>
      <IconLock size={32} aria-hidden color="var(--soft)" />
      <Title order={1}>{t('rooms.denied.title')}</Title>
      <Text>{problem.detail || problem.title}</Text>
      <Text c="dimmed">{problem.remedy}</Text>
      <Button component={Link} to="/" mt="sm">{t('shell.missing.home')}</Button>
    </Stack>
  )
}
