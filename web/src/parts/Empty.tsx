import { Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'

import classes from './Empty.module.css'

/** One sentence and one thing to do, where there is nothing to show. */
export function Empty({ children, action }: { children: ReactNode; action?: ReactNode }) {
  return (
    <Stack className={classes.empty} gap="sm">
      <Text>{children}</Text>
      {action}
    </Stack>
  )
}
