import { TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { client, dataOf, newKey } from '~/api/client'
import { Form } from '~/parts/Form'
import { tell } from '~/parts/tell'
import { useAct } from '~/parts/useAct'

import { UnitFields, type Placed } from './UnitFields'

/** The form of a new unit. */
export function NewUnit({ onCancel }: { onCancel: () => void }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const act = useAct()
  const [key] = useState(newKey)
  const [code, setCode] = useState('')
  const [from, setFrom] = useState('')
  const [typed, setTyped] = useState<Placed>({ vi: '', en: '', short: '', kind: '', parent: '' })
  const send = () => act.run(async () => {
    const { vi, en, short, kind, parent } = typed
    dataOf(await client.POST('/units', {
      params: { header: { 'Idempotency-Key': key } },
      body: { code, kind, name: { vi, ...(en && { en }) }, ...(short && { short }), ...(parent && { parent }), ...(from && { from }) },
    }))
    void queries.invalidateQueries({ queryKey: ['get', '/units'] })
    tell(t('units.made'))
    await navigate({ to: `/units/${code}` as string })
  })
  return (
    <Form act={act} send={() => void send()} button={t('units.make')} onCancel={onCancel}>
      <TextInput label={t('units.code')} description={t('units.codeHelp')} value={code} error={act.error('/code')} data-autofocus autoCapitalize="none" spellCheck={false} onChange={(e) => setCode(e.currentTarget.value)} />
      <UnitFields typed={typed} act={act} onChange={setTyped} />
      <TextInput type="date" label={t('units.from')} value={from} error={act.error('/from')} onChange={(e) => setFrom(e.currentTarget.value)} />
    </Form>
  )
}
