import { Group, Stack, Text, UnstyledButton } from '@mantine/core'
import { IconAlertTriangle, IconBulb, IconCircleCheck, IconCircleX } from '@tabler/icons-react'
import { useTranslation } from '~/i18n/useTranslation'

import { api, type Schemas } from '~/api/client'
import { useWords } from '~/i18n/useLang'
import { Loaded } from '~/parts/Loaded'

import { useEdited } from '../edited'
import { useOpenPanel } from '../panels'
import classes from './Check.module.css'
import { jumpTo } from './jump'

type Item = Schemas['ChecklistItem']

/** What stops the story, and what somebody should look at; each line leads to its place. */
export function Check() {
  const { t } = useTranslation()
  const { article, lang } = useEdited()
  const asked = api.useQuery('get', '/articles/{id}/editions/{lang}/checklist', { params: { path: { id: article, lang } } })
  return (
    <Loaded asked={asked} lines={6}>{(list) => {
      const open = (severity: Item['severity']) => list.items.filter((one) => one.severity === severity && !one.done)
      const done = list.items.filter((one) => one.done)
      return (
        <Stack gap="md">
          <Group gap="sm" className={classes.sum} data-ready={list.ready || undefined}>
            {list.ready ? <IconCircleCheck size={20} aria-hidden /> : <IconAlertTriangle size={20} aria-hidden />}
            <Text fw={600}>{t(list.ready ? 'editor.check.ready' : 'editor.check.stopped')}</Text>
          </Group>
          <Text size="sm" c="dimmed">{t('editor.check.saved')}</Text>
          <Lines title={t('editor.check.blockers')} items={open('blocker')} />
          <Lines title={t('editor.check.hints')} items={open('hint')} />
          {done.length > 0 && <details className={classes.done}><summary>{t('editor.check.done', { count: done.length })}</summary><Lines items={done} /></details>}
        </Stack>
      )
    }}</Loaded>
  )
}

function Lines({ title, items }: { title?: string; items: Item[] }) {
  const { t } = useTranslation()
  const words = useWords()
  const go = useGo()
  if (items.length === 0) return null
  return (
    <section>
      {title && <h2 className={classes.title}>{title}</h2>}
      <ul className={classes.list}>{items.map((one) => {
        const Mark = one.done ? IconCircleCheck : one.severity === 'blocker' ? IconCircleX : IconBulb
        return (
          <li key={one.code + one.words.vi}>
            <UnstyledButton className={classes.line} data-severity={one.done ? 'done' : one.severity} title={t('editor.check.go')} onClick={() => go(one.pointer)}>
              <Mark size={18} aria-hidden /><span className="unseen">{t(`editor.check.${one.done ? 'isDone' : one.severity}`)}</span><span>{words(one.words)}</span>
            </UnstyledButton>
          </li>
        )
      })}</ul>
    </section>
  )
}

/** Goes to the field that a JSON pointer names. */
function useGo() {
  const edited = useEdited()
  const { open } = useOpenPanel()
  return (pointer: string) => {
    const [, first = '', second = ''] = pointer.split('/')
    if (first === 'title' || first === 'lead' || first === 'body') return edited.show({ field: first })
    if (first === 'pictures') jumpTo(pointer)
    if (first === 'pictures' || first === 'comments') return open(first)
    open('info')
    const id = `info-${first === 'facets' ? second : first}`
    // The panel is drawn before there is a field to go to.
    setTimeout(() => {
      const place = document.getElementById(id)
      const field = place?.matches('input, textarea') ? place : place?.querySelector('input') ?? document.querySelector<HTMLElement>(`[id^="${id}"] input, [aria-labelledby^="${id}"] input`)
      place?.scrollIntoView({ block: 'center' })
      if (field instanceof HTMLElement) field.focus()
    }, 150)
  }
}
