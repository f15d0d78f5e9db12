import { ActionIcon, Menu, Tooltip } from '@mantine/core'
import { IconArrowBackUp, IconArrowForwardUp, IconClearFormatting, IconDots, IconSearch, IconTypography } from '@tabler/icons-react'
import type { Editor } from '@tiptap/core'
import { useEditorState } from '@tiptap/react'
import { useState, type ReactNode } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { blocks, lesserMarks, marks, styles, type Act } from './acts'
import { Address } from './Address'
import { useRoving } from './roving'
import { TableTools } from './TableTools'
import classes from './Toolbar.module.css'

/** The tools of the body. */
export function Toolbar({ editor, onFind }: { editor: Editor; onFind: () => void }) {
  const { t } = useTranslation()
  const roving = useRoving()
  const [asks, setAsks] = useState<'link' | 'embed'>()
  const on = useEditorState({
    editor,
    selector: ({ editor }) => ({
      names: [...styles, ...marks, ...lesserMarks, ...blocks].filter((act) => act.on?.(editor)).map((act) => act.name).join(),
      undo: editor.can().undo(), redo: editor.can().redo(), table: editor.isActive('table'),
    }),
  })
  const isOn = (act: Act) => on.names.split(',').includes(act.name)
  const run = (act: Act) => (act.run ? act.run(editor) : setAsks(act.name === 'embed' ? 'embed' : 'link'))
  const style = styles.findLast(isOn)
  return (
    <div className={classes.bar} role="toolbar" aria-label={t('editor.tools.label')} {...roving}>
      <Tool label={t('editor.tools.undo')} keys="Ctrl+Z" disabled={!on.undo} onClick={() => editor.chain().focus().undo().run()}><IconArrowBackUp size={18} /></Tool>
      <Tool label={t('editor.tools.redo')} keys="Ctrl+Y" disabled={!on.redo} onClick={() => editor.chain().focus().redo().run()}><IconArrowForwardUp size={18} /></Tool>
      <span className={classes.gap} />
      <ActMenu label={t('editor.tools.style', { style: t(`editor.acts.${style?.name ?? 'paragraph'}`) })} icon={<IconTypography size={18} />} acts={styles} isOn={isOn} run={run} />
      {marks.map((act) => <ActTool key={act.name} act={act} on={isOn(act)} run={run} />)}
      <ActMenu label={t('editor.tools.more')} icon={<IconDots size={18} />} acts={lesserMarks} isOn={isOn} run={run} />
      <span className={classes.gap} />
      {blocks.map((act) => <ActTool key={act.name} act={act} on={isOn(act)} run={run} />)}
      {on.table && <TableTools editor={editor} />}
      <span className={classes.gap} />
      <Tool label={t('editor.tools.clear')} onClick={() => editor.chain().focus().unsetAllMarks().clearNodes().run()}><IconClearFormatting size={18} /></Tool>
      <Tool label={t('editor.tools.find')} keys="Ctrl+F" onClick={onFind}><IconSearch size={18} /></Tool>
      {asks && <Address kind={asks} editor={editor} onClose={() => setAsks(undefined)} />}
    </div>
  )
}

function ActTool({ act, on, run }: { act: Act; on: boolean; run: (act: Act) => void }) {
  const { t } = useTranslation()
  const Mark = act.icon
  return <Tool label={t(`editor.acts.${act.name}`)} keys={act.keys} pressed={act.on ? on : undefined} onClick={() => run(act)}><Mark size={18} /></Tool>
}

function Tool({ label, keys, pressed, disabled = false, onClick, children }: { label: string; keys?: string | undefined; pressed?: boolean | undefined; disabled?: boolean; onClick: () => void; children: ReactNode }) {
  return (
    <Tooltip label={keys ? `${label} (${keys})` : label} openDelay={500}>
      <ActionIcon className={classes.tool} size={32} variant="subtle" color="gray" aria-label={label} aria-pressed={pressed} disabled={disabled} onMouseDown={(event) => event.preventDefault()} onClick={onClick}>{children}</ActionIcon>
    </Tooltip>
  )
}

function ActMenu({ label, icon, acts, isOn, run }: { label: string; icon: ReactNode; acts: Act[]; isOn: (act: Act) => boolean; run: (act: Act) => void }) {
  const { t } = useTranslation()
  return (
    <Menu position="bottom-start" returnFocus={false}>
      <Menu.Target><ActionIcon className={classes.tool} size={32} variant="subtle" color="gray" aria-label={label} title={label}>{icon}</ActionIcon></Menu.Target>
      <Menu.Dropdown>
        {acts.map((act) => {
          const Mark = act.icon
          return <Menu.Item key={act.name} role="menuitemradio" aria-checked={isOn(act)} data-on={isOn(act) || undefined} className={classes.choice} leftSection={<Mark size={18} />} rightSection={act.keys && <kbd>{act.keys}</kbd>} onClick={() => run(act)}>{t(`editor.acts.${act.name}`)}</Menu.Item>
        })}
      </Menu.Dropdown>
    </Menu>
  )
}
