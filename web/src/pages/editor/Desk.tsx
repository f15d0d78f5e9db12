import { Button, Drawer, Stack } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconLayoutSidebarRight } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { api } from '~/api/client'
import { useTitle } from '~/parts/useTitle'

import { Actions } from './Actions'
import { Beside } from './Beside'
import { Clash } from './Clash'
import classes from './Desk.module.css'
import { EditedContext } from './edited'
import { useCtrl } from './keys'
import { Languages } from './Languages'
import { useRequired } from './missing'
import type { Start } from './opening'
import { Panel } from './Panel'
import { PanelsContext, usePanels } from './panels'
import { Presence } from './Presence'
import { SaveState } from './SaveState'
import { Standing } from './Standing'
import { Body } from './text/Body'
import { Counts } from './text/Counts'
import { Line } from './text/Line'
import { useEditing, type FullEdition } from './useEditing'

/** Writing in one edition: languages, acts, the text, and the panels beside it. */
export function Desk({ edition, start }: { edition: FullEdition; start: Start }) {
  const { t } = useTranslation()
  const editing = useEditing(edition, start)
  const panels = usePanels()
  const wide = useMediaQuery('(min-width: 1280px)', true, { getInitialValueInEffect: false })
  const [drawer, setDrawer] = useState(false)
  const [beside, setBeside] = useState(false)
  const editable = edition.may.edit?.allowed ?? false
  const asked = useRequired(edition)
  const required = (pointer: string) => editable && asked(pointer)
  const { writing, keeper, editor } = editing
  useTitle(edition.title || t('editor.untitled'))
  const open = (panel: string) => {
    panels.open(panel)
    setDrawer(true)
  }
  const navigate = useNavigate()
  const { data: sides } = api.useQuery('get', '/articles/{id}/editions', { params: { path: { id: edition.article } } })
  const to = (place: number) => {
    const lang = sides?.editions[place]?.lang
    if (lang && lang !== edition.lang) void navigate({ to: '/articles/$article/$lang', params: { article: edition.article, lang } })
  }
  useCtrl({ 'alt+1': () => to(0), 'alt+2': () => to(1), 'alt+3': () => setBeside(!beside), 'shift+p': () => open('channels') })
  return (
    <EditedContext value={editing.edited}>
      <PanelsContext value={{ ...panels, open }}>
        <div className={classes.desk} data-beside={beside || undefined}>
          <div className={classes.top}>
            <h1 className="unseen">{t('editor.heading', { title: edition.title || t('editor.untitled') })}</h1>
            <Languages article={edition.article} lang={edition.lang} beside={beside} onBeside={() => setBeside(!beside)} />
            <Actions editing={editing} />
          </div>
          <div className={classes.state}>
            <SaveState keeper={keeper} />
            <Counts writing={writing} editor={editor} lang={edition.lang} />
            <Presence editing={editing} />
            {!wide && <Button className={classes.opener} size="xs" variant="default" leftSection={<IconLayoutSidebarRight size={16} />} onClick={() => setDrawer(true)}>{t('editor.panel.open')}</Button>}
          </div>
          <div className={classes.columns}>
            {beside && <Beside editing={editing} />}
            <Stack gap="sm" className={classes.text}>
              <Clash editing={editing} />
              <Standing editing={editing} />
              <Line writing={writing} field="title" lang={edition.lang} editable={editable} required={required('/title')} />
              <Line writing={writing} field="lead" lang={edition.lang} editable={editable} required={required('/lead')} />
              <Body writing={writing} lang={edition.lang} editable={editable} required={required('/body')} onEditor={editing.setEditor} />
            </Stack>
            {wide ? <aside className={classes.panel} aria-label={t('editor.panel.label')}><Panel /></aside> : (
              <Drawer opened={drawer} onClose={() => setDrawer(false)} position="right" size={400} title={t('editor.panel.label')} closeButtonProps={{ 'aria-label': t('common.close') }}><Panel /></Drawer>
            )}
          </div>
        </div>
      </PanelsContext>
    </EditedContext>
  )
}
