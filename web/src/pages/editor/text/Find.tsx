import { ActionIcon, Button, CloseButton, Group, Text, TextInput } from '@mantine/core'
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react'
import type { Editor } from '@tiptap/core'
import { useEditorState } from '@tiptap/react'
import { useEffect, useState, type KeyboardEvent } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { useTime } from '~/time/useTime'

import { found, go, replace } from './finding'
import classes from './Find.module.css'

/** Finds words in the body, and replaces them. */
export function Find({ editor, onClose }: { editor: Editor; onClose: () => void }) {
  const { t } = useTranslation()
  const time = useTime()
  const [words, setWords] = useState('')
  const [other, setOther] = useState('')
  const state = useEditorState({ editor, selector: ({ editor }) => ({ count: found.getState(editor.state)?.ranges.length ?? 0, now: found.getState(editor.state)?.now ?? 0 }) })
  useEffect(() => {
    editor.view.dispatch(editor.state.tr.setMeta(found, { words, now: 0 }))
  }, [editor, words])
  useEffect(() => () => {
    if (!editor.isDestroyed) editor.view.dispatch(editor.state.tr.setMeta(found, { words: '' }))
  }, [editor])
  const leave = (event: KeyboardEvent) => event.key === 'Escape' && onClose()
  const keys = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && !event.nativeEvent.isComposing) go(editor, state.now + (event.shiftKey ? -1 : 1))
    leave(event)
  }
  return (
    <search className={classes.find} aria-label={t('editor.find.label')}>
      <TextInput autoFocus size="xs" aria-label={t('editor.find.words')} placeholder={t('editor.find.words')} value={words} onKeyDown={keys} onChange={(event) => setWords(event.currentTarget.value)} />
      <Text component="output" size="sm">{words && t('editor.find.count', { now: time.number(state.count ? state.now + 1 : 0), count: state.count, total: time.number(state.count) })}</Text>
      <ActionIcon variant="default" size={30} aria-label={t('editor.find.before')} title={t('editor.find.before')} disabled={state.count === 0} onClick={() => go(editor, state.now - 1)}><IconChevronUp size={18} /></ActionIcon>
      <ActionIcon variant="default" size={30} aria-label={t('editor.find.after')} title={t('editor.find.after')} disabled={state.count === 0} onClick={() => go(editor, state.now + 1)}><IconChevronDown size={18} /></ActionIcon>
      {editor.isEditable && (
        <Group gap="sm">
          <TextInput size="xs" aria-label={t('editor.find.other')} placeholder={t('editor.find.other')} value={other} onKeyDown={leave} onChange={(event) => setOther(event.currentTarget.value)} />
          <Button size="xs" variant="default" disabled={state.count === 0} onClick={() => replace(editor, other, false)}>{t('editor.find.replace')}</Button>
          <Button size="xs" variant="default" disabled={state.count === 0} onClick={() => replace(editor, other, true)}>{t('editor.find.all')}</Button>
        </Group>
      )}
      <CloseButton aria-label={t('common.close')} onClick={onClose} />
    </search>
  )
}
