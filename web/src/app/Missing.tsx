import { Button, Stack, Text, Title } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useTranslation } from '~/i18n/useTranslation'

import { toProblem } from '~/api/problem'
import { ProblemNote } from '~/parts/ProblemNote'
import { useTitle } from '~/parts/useTitle'

/** An address of the desk at which there is nothing. */
export function Missing() {
  const { t } = useTranslation()
  useTitle(t('shell.missing.title'))
  return (
    <Stack align="start" p="lg">
      <Title order={1}>{t('shell.missing.title')}</Title>
      <Text>{t('shell.missing.text')}</Text>
      <Button component={Link} to="/">{t('shell.missing.home')}</Button>
    </Stack>
  )
}

/** A chunk that another version of the program took away. */
function isGoneChunk(error: unknown): boolean {
  return error instanceof Error && /dynamically imported module|module script/i.test(error.message)
}

/** A page that could not be shown: of an older version of the program, or by a fault of ours. */
export function Broken({ error }: { error: unknown }) {
  const { t } = useTranslation()
  if (isGoneChunk(error)) {
    return (
      <Stack align="start" p="lg">
        <Title order={1}>{t('shell.newVersion.title')}</Title>
        <Text>{t('shell.newVersion.text')}</Text>
        <Button onClick={() => window.location.reload()}>{t('shell.newVersion.reload')}</Button>
      </Stack>
    )
  }
  return <Stack p="lg"><ProblemNote problem={toProblem(error)} onRetry={() => window.location.reload()} /></Stack>
}
