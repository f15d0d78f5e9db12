import { Button, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconArchive, IconCalendarEvent, IconTag, IconUserPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { archive, onEach, planned, storiesOf, type Outcome } from './acts'
import { useReadListsAgain, type Item } from './articles'
import { Asking, type Wanted } from './Asking'
import classes from './List.module.css'
import type { Selection } from './selection'
import { undoable, undoFor } from './undo'

/** Acts on all that is marked. Each says how many, and can be taken back for ten seconds. */
export function Bulk({ selection }: { selection: Selection }) {
  const { t } = useTranslation()
  const report = useReport()
  const readAgain = useReadListsAgain()
  const [wanted, setWanted] = useState<Wanted>()
  const { items } = selection
  if (items.length === 0) return null
  const stories = storiesOf(items).filter((one) => one.article.may?.edit?.allowed)
  const moving = items.filter((one) => planned(one).length > 0)
  function putAway(all: Item[]) {
    // There is no way back that everybody may go, so that the act waits until the way back is over.
    const timer = setTimeout(() => {
      void onEach(all, (one) => one.edition.title, archive).then(async (outcome) => {
        await readAgain()
        report(t('list.bulk.archived', { count: outcome.done.length }), { ...outcome, done: [] })
      })
    }, undoFor)
    undoable(t('list.bulk.archiving', { count: all.length }), t('common.undo'), () => clearTimeout(timer))
    selection.clear()
  }
  return (
    <fieldset className={classes.bulk} aria-label={t('list.bulk.label')}>
      <output><strong>{t('list.bulk.selected', { count: items.length })}</strong></output>
      <Button size="xs" variant="default" leftSection={<IconTag size={16} aria-hidden />} disabled={stories.length === 0} onClick={() => setWanted('tag')}>{t('list.bulk.tag')}</Button>
      <Button size="xs" variant="default" leftSection={<IconUserPlus size={16} aria-hidden />} disabled={stories.length === 0} onClick={() => setWanted('share')}>{t('list.bulk.share')}</Button>
      {moving.length > 0 && <Button size="xs" variant="default" leftSection={<IconCalendarEvent size={16} aria-hidden />} onClick={() => setWanted('move')}>{t('list.bulk.move')}</Button>}
      <Button size="xs" variant="default" leftSection={<IconArchive size={16} aria-hidden />} onClick={() => putAway(items)}>{t('list.bulk.archive')}</Button>
      <Button size="xs" variant="subtle" onClick={selection.clear}>{t('list.bulk.clear')}</Button>
      {stories.length === 0 && <Text size="xs">{t('list.bulk.mayNot')}</Text>}
      {wanted && <Asking wanted={wanted} items={wanted === 'move' ? moving : stories} all={wanted === 'move' ? items.length : storiesOf(items).length} onClose={() => setWanted(undefined)} onDone={async (words, outcome) => {
        setWanted(undefined)
        await readAgain()
        report(words, outcome)
      }} />}
    </fieldset>
  )
}

/** Tells what came of an act on many, and offers to take back what was done. */
function useReport() {
  const { t } = useTranslation()
  const readAgain = useReadListsAgain()
  return (words: string, { done, refused }: Outcome) => {
    if (done.length > 0) {
      undoable(words, t('common.undo'), async () => {
        const back = await onEach(done.toReversed(), () => '', async (undo) => {
          await undo()
          return async () => undefined
        })
        await readAgain()
        if (back.refused[0]) notifications.show({ color: 'red', message: back.refused[0].problem.detail || back.refused[0].problem.title })
        else notifications.show({ message: t('list.bulk.undone', { count: done.length }) })
      })
    } else if (refused.length === 0) notifications.show({ message: words })
    for (const one of refused.slice(0, 3)) notifications.show({ color: 'red', autoClose: false, title: one.title, message: one.problem.detail || one.problem.title })
    if (refused.length > 3) notifications.show({ color: 'red', autoClose: false, message: t('list.bulk.moreRefused', { count: refused.length - 3 }) })
  }
}
