import { Group, NativeSelect, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { client, dataOf } from '~/api/client'
import { Form } from '~/parts/Form'
import { Part } from '~/parts/Part'
import { tell } from '~/parts/tell'
import { useAct } from '~/parts/useAct'

import type { Account } from './people'

/** Name, address and language of somebody. */
export function PersonProfile({ person, tag, onSaved }: { person: Account; tag: string; onSaved: () => Promise<unknown> }) {
  const { t } = useTranslation()
  const act = useAct()
  const [typed, setTyped] = useState({ name: person.name, email: person.email ?? '', lang: person.lang })
  const set = (part: Partial<typeof typed>) => setTyped({ ...typed, ...part })
  const save = () => act.run(async () => {
    dataOf(await client.PATCH('/people/{id}', { params: { path: { id: person.id }, header: { 'If-Match': tag } }, body: typed }))
    tell(t('rooms.saved'))
    await onSaved()
  })
  return (
    <Part title={t('accounts.profile')}>
      <Form act={act} send={() => void save()} button={t('accounts.save')}>
        <Group gap="sm" align="start">
          <TextInput label={t('accounts.person')} w={{ base: '100%', sm: 260 }} value={typed.name} error={act.error('/name')} onChange={(e) => set({ name: e.currentTarget.value })} />
          <TextInput type="email" label={t('accounts.email')} w={{ base: '100%', sm: 260 }} value={typed.email} error={act.error('/email')} onChange={(e) => set({ email: e.currentTarget.value })} />
          <NativeSelect label={t('accounts.lang')} value={typed.lang} onChange={(e) => set({ lang: e.currentTarget.value === 'en' ? 'en' : 'vi' })} data={[{ value: 'vi', label: 'Tiếng Việt' }, { value: 'en', label: 'English' }]} />
        </Group>
      </Form>
    </Part>
  )
}
