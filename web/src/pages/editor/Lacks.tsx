import { Button } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { useMissing } from './missing'
import { useOpenPanel } from './panels'
import type { Editing } from './useEditing'

/** How much stops the story, told before anybody hands it in; it leads to the list of it. */
export function Lacks({ editing }: { editing: Editing }) {
  const { t } = useTranslation()
  const { open } = useOpenPanel()
  const { count, unjudged } = useMissing(editing)
  const [busy, setBusy] = useState(false)
  if (count === 0) return null
  async function look() {
    setBusy(true)
    try {
      if (unjudged) await editing.edited.save() // the list is of what was saved
    } catch { /* the line on saving tells */ } finally {
      setBusy(false)
      open('check')
    }
  }
  return <Button variant="subtle" color="gray" c="var(--state-partial-ink)" loading={busy} leftSection={<IconAlertTriangle size={16} aria-hidden />} onClick={() => void look()}>{t('editor.check.missing', { count })}</Button>
}
