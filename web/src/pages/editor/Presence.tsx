import { Button, Group, Popover, Stack, Text } from '@mantine/core'
import { IconEye, IconPencil, IconUsers } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { api, client, dataOf, newKey } from '~/api/client'
import { toProblem } from '~/api/problem'
import { MayButton } from '~/parts/May'
import { useMe } from '~/session/me'
import { useTime } from '~/time/useTime'

import classes from './Presence.module.css'
import { tellDone, tellProblem } from './tell'
import { useKept, type Editing } from './useEditing'
import { useGuests } from './guests'

/** Who else is in the edition, and what others are typing in it. */
export function Presence({ editing }: { editing: Editing }) {
  const { t } = useTranslation()
  const me = useMe()
  const { edition, keeper } = editing
  const typed = useKept(keeper).saving.edits > 0
  const guests = useGuests(edition, typed && edition.may.edit?.allowed ? 'editing' : 'reading').filter((one) => one.person !== me.id)
  const { data: lines } = api.useQuery('get', '/articles/{id}/editions/{lang}/working-copies', { params: { path: { id: edition.article, lang: edition.lang } } })
  const others = lines?.items.filter((one) => one.person !== me.id) ?? []
  const nameOf = (person: string) => guests.find((one) => one.person === person)?.name ?? t('editor.presence.colleague')
  return (
    <Group gap="sm">
      {guests.length > 0 && (
        <ul className={classes.guests} aria-label={t('editor.presence.label')}>{guests.map((one) => (
          <li key={one.person}><span className={classes.guest}>{one.doing === 'editing' ? <IconPencil size={14} aria-hidden /> : <IconEye size={14} aria-hidden />}{t(`editor.presence.${one.doing}`, { name: one.name })}</span></li>
        ))}</ul>
      )}
      {others.length > 0 && (
        <Popover width={360} position="bottom-start" trapFocus>
          <Popover.Target><Button size="compact-sm" variant="default" leftSection={<IconUsers size={16} />}>{t('editor.presence.lines', { count: others.length })}</Button></Popover.Target>
          <Popover.Dropdown><Stack>{others.map((one) => <OtherLine key={one.person} editing={editing} line={one} name={nameOf(one.person)} />)}</Stack></Popover.Dropdown>
        </Popover>
      )}
    </Group>
  )
}

/** What one colleague is typing, and the offer to go on with it. */
function OtherLine({ editing, line, name }: { editing: Editing; line: { person: string; updated_at: string; words_added: number; words_removed: number }; name: string }) {
  const { t } = useTranslation()
  const time = useTime()
  const [busy, setBusy] = useState(false)
  const { edition, keeper, lay, refresh } = editing
  async function takeOver() {
    setBusy(true)
    try {
      await keeper.flush()
      await keeper.act(async () => {
        const copy = dataOf(await client.POST('/articles/{id}/editions/{lang}/working-copies/{person}/take-over', { params: { path: { id: edition.article, lang: edition.lang, person: line.person }, header: { 'Idempotency-Key': newKey() } } }))
        lay(copy, copy)
      })
      tellDone(t('editor.presence.taken', { name }))
      await refresh()
    } catch (e) {
      tellProblem(toProblem(e))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Stack gap="xs">
      <Text size="sm" fw={600}>{name}</Text>
      <Text size="sm">{t('editor.presence.typed', { when: time.relative(line.updated_at), added: time.number(line.words_added), removed: time.number(line.words_removed) })}</Text>
      <Group><MayButton size="xs" may={edition.may.edit} loading={busy} onClick={() => void takeOver()}>{t('editor.presence.take')}</MayButton></Group>
      <Text size="xs" c="dimmed">{t('editor.presence.takeWhy')}</Text>
    </Stack>
  )
}
