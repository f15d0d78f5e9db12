import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from '~/i18n/useTranslation'

import { toProblem } from '~/api/problem'
import { Loaded } from '~/parts/Loaded'
import { useFocusBack } from '~/parts/useFocusBack'

import { keepMine, settleWindows } from './clashes'
import classes from './Clash.module.css'
import { plainOf, Words } from './diff'
import { copyOf, wordsOf } from './keeper'
import { tellProblem } from './tell'
import type { Editing } from './useEditing'

/** What is typed here beside what is typed in another window. */
export function Windows({ editing, onClose }: { editing: Editing; onClose: () => void }) {
  const { t } = useTranslation()
  useFocusBack()
  const mine = editing.writing.words()
  const asked = useQuery({ queryKey: ['other-window', editing.edition.id], queryFn: async () => (await copyOf(editing.keeper.place)) ?? editing.edition, staleTime: 0, gcTime: 0 })
  async function choose(what: (editing: Editing, name: string) => Promise<void>, name: string) {
    try {
      await what(editing, name)
      onClose()
    } catch (e) {
      tellProblem(toProblem(e))
    }
  }
  return (
    <Modal opened onClose={onClose} size="xl" title={t('editor.clash.windows')} closeButtonProps={{ 'aria-label': t('common.close') }}>
      <Stack>
        <Text size="sm">{t('editor.clash.windowsHelp')}</Text>
        <Loaded asked={asked}>{(other) => {
          const theirs = wordsOf(other)
          return (
            <div className={classes.words}>
              {(['title', 'lead', 'body'] as const).map((field) => {
                const was = field === 'body' ? plainOf(theirs.body) : theirs[field]
                const is = field === 'body' ? plainOf(mine.body) : mine[field]
                return was === is ? null : <section key={field}><h3>{t(`editor.${field}.label`)}</h3><Words was={was} is={is} /></section>
              })}
            </div>
          )
        }}</Loaded>
        <Group justify="flex-end">
          <Button variant="default" onClick={() => void choose(settleWindows, t('editor.clash.copyName'))}>{t('editor.clash.takeTheirs')}</Button>
          <Button onClick={() => void choose(keepMine, t('editor.clash.otherName'))}>{t('editor.clash.keepMine')}</Button>
        </Group>
      </Stack>
    </Modal>
  )
}
