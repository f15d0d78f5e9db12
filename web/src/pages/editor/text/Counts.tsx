import { Text } from '@mantine/core'
import type { Editor } from '@tiptap/core'
import { useEffect, useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { useTime } from '~/time/useTime'

import { count, type Count } from './count'
import type { Writing } from './writing'

const after = 400

/** How long lead and body are, counted a moment after the last change, beside the editor. */
export function Counts({ writing, editor, lang }: { writing: Writing; editor: Editor | null; lang: string }) {
  const { t } = useTranslation()
  const time = useTime()
  const [counted, setCounted] = useState<Count>()
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>
    const soon = () => {
      clearTimeout(timer)
      timer = setTimeout(() => setCounted(count(`${writing.lead}\n${editor?.state.doc.textBetween(0, editor.state.doc.content.size, '\n', '\n') ?? ''}`, lang)), after)
    }
    soon()
    const stop = writing.subscribe(soon)
    return () => {
      clearTimeout(timer)
      stop()
    }
  }, [writing, editor, lang])
  return <Text size="sm" c="dimmed">{counted && t(lang === 'vi' ? 'editor.counts.chu' : 'editor.counts.words', { count: counted.words, words: time.number(counted.words), characters: time.number(counted.characters) })}</Text>
}
