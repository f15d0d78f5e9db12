import { Input } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { EditorContent, useEditor, type Editor } from '@tiptap/react'
import { useEffect, useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { nonce } from '~/app/house'

import { kit } from '../schema/kit'
import classes from './Body.module.css'
import { Find } from './Find'
import { Finding } from './finding'
import line from './Line.module.css'
import { Pasted } from './Pasted'
import { useForeign } from './paste'
import { addressOf } from './pictures'
import { Slash } from './Slash'
import { Toolbar } from './Toolbar'
import { usePlugin } from './usePlugin'
import type { Writing } from './writing'

/** The body of the text: its tools, and the area in which it is written. */
export function Body({ writing, lang, editable, required, onEditor }: { writing: Writing; lang: string; editable: boolean; required: boolean; onEditor: (editor: Editor) => void }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [finding, setFinding] = useState(false)
  const editor = useEditor({
    extensions: kit(t('editor.body.placeholder'), [Finding], (src) => addressOf(queries, src, writing.words().pictures)),
    injectNonce: nonce(),
    editable,
    shouldRerenderOnTransaction: false,
    editorProps: {
      attributes: { lang, class: classes.area ?? '', role: 'textbox', 'aria-multiline': 'true', 'aria-label': t('editor.body.label'), spellcheck: 'true' },
    },
    onUpdate: () => writing.changed(),
  }, [lang])
  const foreign = useForeign(editor, lang)
  usePlugin(editor, {
    handleKeyDown: (_view, event) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || !['f', 'h'].includes(event.key)) return false
      setFinding(true)
      event.preventDefault()
      return true
    },
  })
  useEffect(() => {
    writing.attach(editor)
    onEditor(editor)
  }, [writing, editor, onEditor])
  useEffect(() => {
    editor.setEditable(editable, false)
  }, [editor, editable])
  useEffect(() => editor.view.dom.setAttribute('aria-required', String(required)), [editor, required])
  return (
    <div className={classes.body} data-closed={!editable || undefined}>
      <Input.Label className={line.label} labelElement="div" aria-hidden required={required}>{t('editor.body.label')}</Input.Label>
      {editable && <Toolbar editor={editor} onFind={() => setFinding(!finding)} />}
      {finding && <Find editor={editor} onClose={() => (setFinding(false), editor.commands.focus())} />}
      <Pasted foreign={foreign} />
      <EditorContent editor={editor} />
      {editable && <Slash editor={editor} />}
    </div>
  )
}
