import { Skeleton, Stack } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import type { ReactNode } from 'react'

import { toProblem } from '~/api/problem'

import { ProblemNote } from './ProblemNote'

interface Asked<D> {
  data: D | undefined
  error: unknown
  isPending: boolean
  refetch: () => unknown
}

/**
 * Shows what was asked for: a skeleton after a moment while it is on its way, what went wrong
 * if it did, and the data, old ones too while newer ones cannot be had.
 */
export function Loaded<D>({ asked, lines = 4, children }: { asked: Asked<D>; lines?: number; children: (data: D) => ReactNode }) {
  const [slow] = useDebouncedValue(asked.isPending, 150)
  if (asked.data === undefined && asked.isPending) {
    return slow ? <Stack gap="sm" aria-busy="true">{Array.from({ length: lines }, (_, i) => <Skeleton key={i} height="var(--row)" />)}</Stack> : null
  }
  return (
    <>
      {asked.error != null && <ProblemNote problem={toProblem(asked.error)} onRetry={() => void asked.refetch()} />}
      {asked.data !== undefined && children(asked.data)}
    </>
  )
}
