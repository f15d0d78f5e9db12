import { ActionIcon, Menu } from '@mantine/core'
import { IconTableOptions } from '@tabler/icons-react'
import type { Editor } from '@tiptap/core'
import { useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { Ask } from './Ask'
import classes from './Toolbar.module.css'

const acts = ['addRowBefore', 'addRowAfter', 'deleteRow', 'addColumnBefore', 'addColumnAfter', 'deleteColumn', 'mergeOrSplit', 'toggleHeaderRow', 'toggleHeaderColumn', 'deleteTable'] as const

/** What can be done to the table in which the caret is. */
export function TableTools({ editor }: { editor: Editor }) {
  const { t } = useTranslation()
  const [captioning, setCaptioning] = useState(false)
  const caption = String(editor.getAttributes('table').caption ?? '')
  return (
    <>
      <Menu position="bottom-start" returnFocus={false}>
        <Menu.Target><ActionIcon className={classes.tool} size={32} variant="subtle" color="gray" aria-label={t('editor.table.label')} title={t('editor.table.label')}><IconTableOptions size={18} /></ActionIcon></Menu.Target>
        <Menu.Dropdown>
          {acts.map((act) => <Menu.Item key={act} onClick={() => editor.chain().focus()[act]().run()}>{t(`editor.table.${act}`)}</Menu.Item>)}
          <Menu.Item onClick={() => setCaptioning(true)}>{t('editor.table.caption')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {captioning && <Ask title={t('editor.table.caption')} label={t('editor.table.captionLabel')} value={plain(caption)} onClose={() => setCaptioning(false)} onAnswer={(words) => {
        editor.chain().focus().updateAttributes('table', { caption: words ? escaped(words) : null }).run()
      }} />}
    </>
  )
}

const plain = (html: string) => new DOMParser().parseFromString(html, 'text/html').body.textContent ?? ''

function escaped(words: string): string {
  const place = document.implementation.createHTMLDocument('').body
  place.textContent = words
  return place.innerHTML
}
