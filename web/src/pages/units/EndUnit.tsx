import { MultiSelect, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { useUnits } from '~/api/catalogue'
import { client, dataOf, newKey, type Schemas } from '~/api/client'
import { useWords } from '~/i18n/useLang'
import { Form } from '~/parts/Form'
import { useAct } from '~/parts/useAct'

/** Ends a unit on a day, and says who takes over. */
export function EndUnit({ unit, tag, onDone, onCancel }: { unit: Schemas['Unit']; tag: string; onDone: () => void; onCancel: () => void }) {
  const { t } = useTranslation()
  const units = useUnits()
  const words = useWords()
  const act = useAct()
  const [key] = useState(newKey)
  const [day, setDay] = useState('')
  const [successors, setSuccessors] = useState<string[]>([])
  const send = () => act.run(async () => {
    dataOf(await client.POST('/units/{code}/end', {
      params: { path: { code: unit.code }, header: { 'If-Match': tag, 'Idempotency-Key': key } }, body: { successors, ...(day && { last_day: day }) },
    }))
    onDone()
  })
  return (
    <Form act={act} danger send={() => void send()} button={t('units.endIt')} onCancel={onCancel}>
      <Text fw={600}>{t('units.endTitle', { name: words(unit.name) })}</Text>
      <Text size="sm">{t('units.endWhat')}</Text>
      <TextInput type="date" label={t('units.lastDay')} value={day} error={act.error('/last_day')} onChange={(e) => setDay(e.currentTarget.value)} />
      <MultiSelect label={t('units.successors')} searchable value={successors} error={act.error('/successors')} onChange={setSuccessors} comboboxProps={{ withinPortal: false }}
        data={units.all.filter((one) => one.valid && one.code !== unit.code).map((one) => ({ value: one.code, label: units.name(one.code) }))} />
    </Form>
  )
}
