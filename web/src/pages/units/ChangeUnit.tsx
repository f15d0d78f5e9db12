import { Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { client, dataOf, type Schemas } from '~/api/client'
import { Form } from '~/parts/Form'
import { useAct } from '~/parts/useAct'

import { UnitFields, type Placed } from './UnitFields'

/** Changes what a unit is called or where it stands, from a day on. */
export function ChangeUnit({ unit, tag, onDone, onCancel }: { unit: Schemas['Unit']; tag: string; onDone: () => void; onCancel: () => void }) {
  const { t } = useTranslation()
  const act = useAct()
  const [since, setSince] = useState('')
  const [typed, setTyped] = useState<Placed>({ vi: unit.name.vi, en: unit.name.en, short: unit.short ?? '', kind: unit.kind, parent: unit.parent ?? '' })
  const send = () => act.run(async () => {
    const { vi, en, short, kind, parent } = typed
    const body = {
      ...((vi !== unit.name.vi || en !== unit.name.en) && { name: { vi, ...(en && { en }) } }), ...(short !== (unit.short ?? '') && { short }),
      ...(kind !== unit.kind && { kind }), ...(parent !== (unit.parent ?? '') && { parent }), ...(since && { since }),
    }
    dataOf(await client.PATCH('/units/{code}', { params: { path: { code: unit.code }, header: { 'If-Match': tag } }, body }))
    onDone()
  })
  return (
    <Form act={act} send={() => void send()} button={t('common.save')} onCancel={onCancel}>
      <Text size="sm" c="dimmed">{t('units.changeAbout')}</Text>
      <UnitFields typed={typed} act={act} code={unit.code} onChange={setTyped} />
      <TextInput type="date" label={t('units.since')} description={t('units.sinceHelp')} value={since} error={act.error('/since')} onChange={(e) => setSince(e.currentTarget.value)} />
    </Form>
  )
}
