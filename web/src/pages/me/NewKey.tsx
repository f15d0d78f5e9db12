import { Checkbox, Radio, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { client, dataOf, type Schemas } from '~/api/client'
import { Form } from '~/parts/Form'
import { useAct } from '~/parts/useAct'
import { dayAfter, startOfDay } from '~/time/instant'
import { useTime } from '~/time/useTime'

/** The form of a new key. */
export function NewKey({ person, scopes, onMade, onCancel }: { person: string; scopes: string[]; onMade: (key: Schemas['KeyWithSecret']) => void; onCancel: () => void }) {
  const { t } = useTranslation()
  const { zone } = useTime()
  const act = useAct()
  const [name, setName] = useState('')
  const [until, setUntil] = useState('')
  const [wide, setWide] = useState<'some' | 'all'>('some')
  const [picked, setPicked] = useState<string[]>([])
  const [missing, setMissing] = useState(false)
  const send = () => {
    if (wide === 'some' && picked.length === 0) return setMissing(true)
    void act.run(async () => onMade(dataOf(await client.POST('/people/{id}/keys', {
      params: { path: { id: person } },
      body: {
        name,
        ...(until && { expires_at: startOfDay(dayAfter(until), zone).toISOString() }),
        ...(wide === 'some' && { scopes: picked as NonNullable<Schemas['NewKey']['scopes']> }),
      },
    }))))
  }
  return (
    <Form act={act} send={send} button={t('mine.keys.make')} onCancel={onCancel}>
      <TextInput label={t('mine.keys.name')} description={t('mine.keys.nameHelp')} value={name} error={act.error('/name')} data-autofocus onChange={(e) => setName(e.currentTarget.value)} />
      <TextInput type="date" label={t('mine.keys.until')} description={t('mine.keys.untilHelp')} value={until} error={act.error('/expires_at')} onChange={(e) => setUntil(e.currentTarget.value)} />
      <Radio.Group label={t('mine.keys.scope')} value={wide} onChange={(value) => setWide(value === 'all' ? 'all' : 'some')}>
        <Stack gap="xs" mt={4}>
          <Radio value="some" label={t('mine.keys.some')} />
          <Radio value="all" label={t('mine.keys.all')} />
        </Stack>
      </Radio.Group>
      {wide === 'some' && (
        <Checkbox.Group aria-label={t('mine.keys.some')} value={picked} error={act.error('/scopes') ?? (missing && picked.length === 0 && t('mine.keys.pick'))} onChange={setPicked}>
          <Stack gap="xs">{scopes.map((scope) => <Checkbox key={scope} value={scope} label={t(`rights.${scope}` as 'rights.article.read')} />)}</Stack>
        </Checkbox.Group>
      )}
    </Form>
  )
}
