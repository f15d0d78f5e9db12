import { Alert, Button, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useTranslation } from '~/i18n/useTranslation'

import { unreachable, type Problem } from '~/api/problem'

/** What went wrong, what is safe and what to do, in the words of the API where it answered. */
export function ProblemNote({ problem, onRetry }: { problem: Problem; onRetry?: (() => void) | undefined }) {
  const { t } = useTranslation()
  const silent = problem.code === unreachable
  return (
    <Alert role="alert" color="red" icon={<IconAlertTriangle aria-hidden />} title={silent ? t('problem.unreachable') : problem.detail || problem.title}>
      <Text size="sm">{silent ? t('problem.unreachableRemedy') : problem.remedy}</Text>
      {problem.errors && problem.errors.length > 0 && (
        <ul>{problem.errors.map((one) => <li key={one.pointer + one.detail}>{one.detail}</li>)}</ul>
      )}
      {problem.request_id && <Text size="xs" c="dimmed">{t('problem.request', { id: problem.request_id })}</Text>}
      {onRetry && <Button mt="sm" size="xs" variant="default" onClick={onRetry}>{t('problem.retry')}</Button>}
    </Alert>
  )
}
