import { Alert, Button, Group } from '@mantine/core'
import { IconGitMerge } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { toProblem } from '~/api/problem'

import { settleEdition, settleWindows } from './clashes'
import { Merge } from './Merge'
import note from './Note.module.css'
import { tellDone, tellProblem } from './tell'
import { useKept, type Editing } from './useEditing'
import { Windows } from './Windows'

/**
 * Two texts of one edition: somebody saved another since this was begun, or the person writes in
 * another window as well. Writing goes on; nothing is written over before it is chosen.
 */
export function Clash({ editing }: { editing: Editing }) {
  const { t } = useTranslation()
  const shown = useKept(editing.keeper)
  const [looking, setLooking] = useState(false)
  const [busy, setBusy] = useState<'copy' | 'drop'>()
  const windows = shown.saving.trouble === 'clash'
  if (!windows && !shown.behind) return null
  async function settle(how: 'copy' | 'drop') {
    setBusy(how)
    try {
      await (windows ? settleWindows : settleEdition)(editing, t(`editor.clash.${how}Name`))
      tellDone(t(`editor.clash.${how}Done`))
    } catch (e) {
      tellProblem(toProblem(e))
    } finally {
      setBusy(undefined)
    }
  }
  return (
    <>
      <Alert role="alert" className={note.warn} icon={<IconGitMerge aria-hidden />} title={t(windows ? 'editor.clash.windows' : 'editor.clash.edition')}>
        {t(windows ? 'editor.clash.windowsWhy' : 'editor.clash.editionWhy')}
        <Group gap="sm" mt="sm">
          <Button size="xs" onClick={() => setLooking(true)}>{t('editor.clash.look')}</Button>
          <Button size="xs" variant="default" loading={busy === 'copy'} onClick={() => void settle('copy')}>{t('editor.clash.copy')}</Button>
          <Button size="xs" variant="default" loading={busy === 'drop'} onClick={() => void settle('drop')}>{t('editor.clash.drop')}</Button>
        </Group>
      </Alert>
      {looking && (windows ? <Windows editing={editing} onClose={() => setLooking(false)} /> : <Merge editing={editing} onClose={() => setLooking(false)} />)}
    </>
  )
}
