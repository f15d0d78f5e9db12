import { NativeSelect, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { client, dataOf, type Schemas } from '~/api/client'
import { Form } from '~/parts/Form'
import { tell } from '~/parts/tell'
import { useAct } from '~/parts/useAct'

import { GrantFields } from './GrantFields'

/** The form of a new account; its person chooses a password by a link. */
export function NewPerson({ onCancel }: { onCancel: () => void }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const act = useAct()
  const [typed, setTyped] = useState({ login: '', name: '', email: '', lang: 'vi' as 'vi' | 'en' })
  const [grants, setGrants] = useState<Schemas['Grant'][]>([])
  const set = (part: Partial<typeof typed>) => setTyped({ ...typed, ...part })
  const send = () => act.run(async () => {
    const { login, name, email, lang } = typed
    const made = dataOf(await client.POST('/people', { body: { login, name, lang, grants, ...(email && { email }) } }))
    void queries.invalidateQueries({ queryKey: ['get', '/people'] })
    tell(t('accounts.made_done'))
    await navigate({ to: `/people/${made.id}` as string })
  })
  return (
    <Form act={act} send={() => void send()} button={t('accounts.makeIt')} onCancel={onCancel}>
      <TextInput label={t('accounts.person')} value={typed.name} error={act.error('/name')} data-autofocus onChange={(e) => set({ name: e.currentTarget.value })} />
      <TextInput label={t('accounts.login')} value={typed.login} error={act.error('/login')} autoCapitalize="none" spellCheck={false} onChange={(e) => set({ login: e.currentTarget.value })} />
      <TextInput type="email" label={t('accounts.email')} description={t('accounts.emailHelp')} value={typed.email} error={act.error('/email')} onChange={(e) => set({ email: e.currentTarget.value })} />
      <NativeSelect label={t('accounts.lang')} value={typed.lang} onChange={(e) => set({ lang: e.currentTarget.value === 'en' ? 'en' : 'vi' })} data={[{ value: 'vi', label: 'Tiếng Việt' }, { value: 'en', label: 'English' }]} />
      <GrantFields grants={grants} act={act} onChange={setGrants} />
    </Form>
  )
}
