import { Button, Menu, Modal, Radio, Select, Stack, Switch, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconBookmark, IconBookmarkPlus, IconPin, IconPinnedOff, IconTrash } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState, type FormEvent } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { useUnits } from '~/api/catalogue'
import { client, dataOf, newKey } from '~/api/client'
import { toProblem, type Problem } from '~/api/problem'
import { useChangePreferences } from '~/app/preferences'
import { useWords } from '~/i18n/useLang'
import { goTo } from '~/parts/Go'
import { useReason } from '~/parts/May'
import { ProblemNote } from '~/parts/ProblemNote'
import { useMe } from '~/session/me'

import { searchOf, type Filter } from './filter'
import { undoable } from './undo'
import { usePinned, useViews, type SavedView } from './views'

const addressOf = (view: SavedView) => goTo('/articles', searchOf(view.filter) as Record<string, string>)

/** The views that the person has, and what they can do with the one that they look at. */
export function Views({ filter, current }: { filter: Filter; current: SavedView | undefined }) {
  const { t } = useTranslation()
  const words = useWords()
  const why = useReason()
  const navigate = useNavigate()
  const views = useViews()
  const pinned = usePinned()
  const change = useChangePreferences()
  const remove = useRemove()
  const [saving, setSaving] = useState(false)
  const isPinned = pinned.some((one) => one.id === current?.id)
  function pin(view: SavedView) {
    const ids = pinned.map((one) => one.id)
    void change({ pinned_views: isPinned ? ids.filter((id) => id !== view.id) : [...ids, view.id] })
  }
  return (
    <>
      <Menu position="bottom-end" width={300}>
        <Menu.Target><Button variant="default" leftSection={<IconBookmark size={18} aria-hidden />}>{t('list.views.menu')}</Button></Menu.Target>
        <Menu.Dropdown>
          {views.data?.items.map((one) => <Menu.Item key={one.id} aria-current={one.id === current?.id ? 'true' : undefined} fw={one.id === current?.id ? 600 : 400} onClick={() => void navigate(addressOf(one))}>{words(one.name)}</Menu.Item>)}
          <Menu.Divider />
          {!current && <Menu.Item leftSection={<IconBookmarkPlus size={18} />} onClick={() => setSaving(true)}>{t('list.views.save')}</Menu.Item>}
          {current && <Menu.Item leftSection={isPinned ? <IconPinnedOff size={18} /> : <IconPin size={18} />} onClick={() => pin(current)}>{t(isPinned ? 'list.views.unpin' : 'list.views.pin')}</Menu.Item>}
          {current && !current.standard && (
            <Menu.Item leftSection={<IconTrash size={18} />} disabled={!current.may.remove?.allowed} title={why(current.may.remove)} onClick={() => void remove(current)}>{t('list.views.remove')}</Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {!current && <Button variant="default" leftSection={<IconBookmarkPlus size={18} aria-hidden />} onClick={() => setSaving(true)} visibleFrom="md">{t('list.views.save')}</Button>}
      {saving && <Saving filter={filter} onClose={() => setSaving(false)} />}
    </>
  )
}

/** Deletes a view at once; undoing it saves it anew. */
function useRemove() {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const words = useWords()
  const readAgain = () => queries.invalidateQueries({ predicate: (query) => String(query.queryKey[1]).startsWith('/views') })
  return async (view: SavedView) => {
    try {
      dataOf(await client.DELETE('/views/{id}', { params: { path: { id: view.id }, header: { 'If-Match': `"${view.version}"` } } }))
      await readAgain()
      undoable(t('list.views.removed', { name: words(view.name) }), t('common.undo'), async () => {
        dataOf(await client.POST('/views', { params: { header: { 'Idempotency-Key': newKey() } }, body: { name: view.name.vi, filter: view.filter, pinned: view.pinned, ...(view.unit && { unit: view.unit }) } }))
        await readAgain()
      })
    } catch (e) {
      const problem = toProblem(e)
      notifications.show({ color: 'red', message: problem.detail || problem.title })
    }
  }
}

function Saving({ filter, onClose }: { filter: Filter; onClose: () => void }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const me = useMe()
  const units = useUnits()
  const [name, setName] = useState('')
  const [shared, setShared] = useState(false)
  const [unit, setUnit] = useState<string | null>(me.grants.find((one) => one.in_effect && one.unit)?.unit ?? null)
  const [pinned, setPinned] = useState(true)
  const [problem, setProblem] = useState<Problem>()
  const [key] = useState(newKey)
  async function save(event: FormEvent) {
    event.preventDefault()
    try {
      const made = dataOf(await client.POST('/views', { params: { header: { 'Idempotency-Key': key } }, body: { name, filter, pinned, ...(shared && unit && { unit }) } }))
      await queries.invalidateQueries({ predicate: (query) => String(query.queryKey[1]).startsWith('/views') })
      notifications.show({ message: t('list.views.saved', { name: made.name.vi }) })
      onClose()
    } catch (e) {
      setProblem(toProblem(e))
    }
  }
  return (
    <Modal opened onClose={onClose} title={t('list.views.save')} closeButtonProps={{ 'aria-label': t('common.close') }}>
      <form onSubmit={(event) => void save(event)}>
        <Stack gap="md">
          <TextInput label={t('list.views.name')} value={name} onChange={(event) => setName(event.currentTarget.value)} required withAsterisk={false} maxLength={80} data-autofocus />
          <Radio.Group label={t('list.views.for')} value={shared ? 'unit' : 'me'} onChange={(value) => setShared(value === 'unit')}>
            <Stack gap="sm" mt="xs"><Radio value="me" label={t('list.views.forMe')} /><Radio value="unit" label={t('list.views.forUnit')} /></Stack>
          </Radio.Group>
          {shared && <Select label={t('list.fields.unit')} data={units.all.filter((one) => one.valid).map((one) => ({ value: one.code, label: units.name(one.code) }))} value={unit} onChange={setUnit} searchable required withAsterisk={false} />}
          <Switch label={t('list.views.inRail')} checked={pinned} onChange={(event) => setPinned(event.currentTarget.checked)} />
          {problem && <ProblemNote problem={problem} />}
          <Button type="submit">{t('common.save')}</Button>
        </Stack>
      </form>
    </Modal>
  )
}
