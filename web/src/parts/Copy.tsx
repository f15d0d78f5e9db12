import { ActionIcon, Button, Tooltip } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useTranslation } from '~/i18n/useTranslation'

/** Copies a text; `label` says which, where the button has no words of its own. */
export function Copy({ text, label, words = false }: { text: string; label: string; words?: boolean }) {
  const { t } = useTranslation()
  const clipboard = useClipboard({ timeout: 2000 })
  const Mark = clipboard.copied ? IconCheck : IconCopy
  if (words) return <Button variant="default" leftSection={<Mark size={16} aria-hidden />} onClick={() => clipboard.copy(text)}>{clipboard.copied ? t('rooms.copied') : label}</Button>
  return (
    <Tooltip label={clipboard.copied ? t('rooms.copied') : label}>
      <ActionIcon variant="subtle" color="gray" size={28} aria-label={label} onClick={() => clipboard.copy(text)}><Mark size={16} /></ActionIcon>
    </Tooltip>
  )
}
