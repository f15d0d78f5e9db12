import { Button, Group, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { client, dataOf, newKey } from '~/api/client'
import { fieldError, toProblem } from '~/api/problem'
import { ProblemNote } from '~/parts/ProblemNote'

import { useEdited } from '../edited'

/** Keeps the text as it stands on the page under a name, beside the saved ones. */
export function NamePoint() {
  const { t } = useTranslation()
  const { article, lang, words } = useEdited()
  const queries = useQueryClient()
  const [name, setName] = useState('')
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<unknown>()
  async function keepIt() {
    setBusy(true)
    setFault(undefined)
    try {
      dataOf(await client.POST('/articles/{id}/editions/{lang}/points', { params: { path: { id: article, lang }, header: { 'Idempotency-Key': newKey() } }, body: { name: name.trim(), text: words() } }))
      notifications.show({ message: t('panels.history.pointMade', { name: name.trim() }) })
      setName('')
      await queries.invalidateQueries({ predicate: (query) => String(query.queryKey[1]).endsWith('/revisions') })
    } catch (e) {
      setFault(e)
    } finally {
      setBusy(false)
    }
  }
  return (
    <form onSubmit={(event) => {
      event.preventDefault()
      if (name.trim()) void keepIt()
    }}>
      <Group align="end" gap="sm" wrap="nowrap">
        <TextInput flex={1} label={t('panels.history.pointName')} placeholder={t('panels.history.pointExample')} maxLength={100} value={name} error={fieldError(fault, '/name')} onChange={(event) => setName(event.currentTarget.value.normalize('NFC'))} />
        <Button type="submit" variant="default" loading={busy} disabled={!name.trim()}>{t('panels.history.makePoint')}</Button>
      </Group>
      {fault !== undefined && <ProblemNote problem={toProblem(fault)} />}
    </form>
  )
}
