import { IconArchive, IconCheck, IconClock, IconX, type Icon } from '@tabler/icons-react'
import type { ReactNode } from 'react'

import classes from './Tag.module.css'

export type Tone = 'plain' | 'good' | 'waits' | 'bad' | 'over'

const icons: Partial<Record<Tone, Icon>> = { good: IconCheck, waits: IconClock, bad: IconX, over: IconArchive }

/** How something of a room stands, in one word; the states of editions and deliveries have chips of their own. */
export function Tag({ tone = 'plain', children }: { tone?: Tone; children: ReactNode }) {
  const Mark = icons[tone]
  return <span className={classes.tag} data-tone={tone}>{Mark && <Mark size={14} aria-hidden />}{children}</span>
}
