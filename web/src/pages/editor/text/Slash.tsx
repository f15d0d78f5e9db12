import { Portal } from '@mantine/core'
import type { Editor } from '@tiptap/core'
import { useEditorState } from '@tiptap/react'
import { useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { fold } from '~/parts/fold'

import { blocks, styles, type Act } from './acts'
import { Address } from './Address'
import classes from './Slash.module.css'
import { usePlugin } from './usePlugin'

const all = [...styles.slice(1), ...blocks.filter((act) => act.name !== 'link')]

/** A menu where a paragraph begins with a slash. */
export function Slash({ editor }: { editor: Editor }) {
  const { t } = useTranslation()
  const [asks, setAsks] = useState(false)
  const [chosen, setChosen] = useState({ words: '', at: 0 })
  const [left, setLeft] = useState(-1) // the slash that Escape was pressed at
  const slash = useEditorState({
    editor,
    selector: ({ editor }) => {
      const { $from, empty } = editor.state.selection
      const typed = $from.parent.type.name === 'paragraph' && empty && $from.parentOffset === $from.parent.content.size ? /^\/([^/]{0,24})$/.exec($from.parent.textContent) : null
      return typed && editor.isFocused ? { from: $from.start(), words: typed[1] ?? '' } : null
    },
  })
  const open = slash !== null && slash.from !== left
  const acts = open ? all.filter((act) => fold(t(`editor.acts.${act.name}`)).includes(fold(slash.words))) : []
  const at = chosen.words === slash?.words ? chosen.at : 0
  function choose(act: Act | undefined) {
    if (!slash || !act) return
    editor.chain().focus().deleteRange({ from: slash.from, to: slash.from + slash.words.length + 1 }).run()
    if (act.run) act.run(editor)
    else setAsks(true)
  }
  usePlugin(editor, {
    handleKeyDown: (_view, event) => {
      if (event.key === '/') setLeft(-1)
      if (!open || acts.length === 0 || event.isComposing) return false
      if (event.key === 'ArrowDown' || event.key === 'ArrowUp') setChosen({ words: slash.words, at: (at + (event.key === 'ArrowDown' ? 1 : acts.length - 1)) % acts.length })
      else if (event.key === 'Enter') choose(acts[at])
      else if (event.key === 'Escape') setLeft(slash.from)
      else return false
      return true
    },
  })
  if (asks) return <Address kind="embed" editor={editor} onClose={() => setAsks(false)} />
  if (!open || acts.length === 0) return null
  const place = editor.view.coordsAtPos(slash.from)
  return (
    <Portal>
      {/* A select would take the caret out of the text, in which typing goes on. */}
      {/* oxlint-disable-next-line jsx-a11y/prefer-tag-over-role */}
      <div className={classes.menu} role="listbox" aria-label={t('editor.slash')} style={{ left: Math.min(place.left, window.innerWidth - 240), ...(place.bottom + 320 > window.innerHeight ? { bottom: window.innerHeight - place.top + 4 } : { top: place.bottom + 4 }) }}>
        {acts.map((act, i) => {
          const Mark = act.icon
          // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
          return <div key={act.name} role="option" tabIndex={-1} aria-selected={i === at} className={classes.option} onMouseDown={(event) => (event.preventDefault(), choose(act))}><Mark size={18} aria-hidden />{t(`editor.acts.${act.name}`)}</div>
        })}
      </div>
    </Portal>
  )
}
