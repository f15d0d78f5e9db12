import { Text } from '@mantine/core'
import { IconAlertTriangle, IconCheck, IconCloudOff, IconLoader, IconPencil, type Icon } from '@tabler/icons-react'
import { useTranslation } from '~/i18n/useTranslation'

import { useTime } from '~/time/useTime'

import type { Keeper, Shown } from './keeper'
import classes from './SaveState.module.css'
import { isUnsaved } from './saving'
import { useKept } from './useEditing'

export type Word = 'conflict' | 'offline' | 'signedOut' | 'refused' | 'saving' | 'typing' | 'saved' | 'working' | 'idle'

/** The one word for how saving goes. */
export function wordOf({ saving, behind, busy }: Shown): Word {
  if (saving.trouble === 'clash' || behind) return 'conflict'
  if (saving.trouble === 'offline') return 'offline'
  if (saving.trouble === 'signed-out') return 'signedOut'
  if (saving.trouble === 'refused') return 'refused'
  if (saving.flying !== null || busy) return 'saving'
  if (isUnsaved(saving)) return 'typing'
  if (saving.savedAt !== null) return 'saved'
  return saving.version > 0 ? 'working' : 'idle'
}

const marks: Record<Word, Icon> = { conflict: IconAlertTriangle, offline: IconCloudOff, signedOut: IconCloudOff, refused: IconAlertTriangle, saving: IconLoader, typing: IconPencil, saved: IconCheck, working: IconPencil, idle: IconCheck }
const troubles: Word[] = ['conflict', 'offline', 'signedOut', 'refused']

/** One sentence on how saving goes. Screen readers are told of trouble, and of its end, alone. */
export function SaveState({ keeper }: { keeper: Keeper }) {
  const { t } = useTranslation()
  const time = useTime()
  const shown = useKept(keeper)
  const word = wordOf(shown)
  const Mark = marks[word]
  const trouble = troubles.includes(word)
  const sentence = t(`editor.saving.${word}`, { time: shown.saving.savedAt === null ? '' : time.exactClock(new Date(shown.saving.savedAt).toISOString()) })
  return (
    <>
      <Text className={classes.state} data-trouble={trouble || undefined} data-saving={word}><Mark size={16} aria-hidden />{sentence}</Text>
      <output className="unseen">{trouble && sentence}</output>
    </>
  )
}
