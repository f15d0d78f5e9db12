import { NativeSelect, Stack, Text, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { useUnits } from '~/api/catalogue'
import { client, dataOf, taggedOf } from '~/api/client'
import { setLang } from '~/i18n'
import { Form } from '~/parts/Form'
import { Part } from '~/parts/Part'
import { Roles } from '~/parts/Roles'
import { tell } from '~/parts/tell'
import { useAct } from '~/parts/useAct'
import { meKey, useMe } from '~/session/me'

/** Who one is here, and what was granted to one. */
export function Profile() {
  const { t } = useTranslation()
  const me = useMe()
  const units = useUnits()
  const queries = useQueryClient()
  const act = useAct()
  const [name, setName] = useState(me.name)
  const [lang, setTheirs] = useState(me.lang)

  const save = () => act.run(async () => {
    const path = { params: { path: { id: me.id } } }
    const { tag } = taggedOf(await client.GET('/people/{id}', path))
    dataOf(await client.PATCH('/people/{id}', { params: { path: { id: me.id }, header: { 'If-Match': tag } }, body: { name, lang } }))
    await queries.invalidateQueries({ queryKey: meKey })
    if (lang !== me.lang) await setLang(lang)
    tell(t('rooms.saved'))
  })

  return (
    <Stack gap="md">
      <Part title={t('mine.profile.title')}>
        <Form act={act} send={() => void save()} button={t('mine.profile.save')}>
          <TextInput label={t('mine.profile.name')} value={name} error={act.error('/name')} maw={400} autoComplete="name" onChange={(e) => setName(e.currentTarget.value)} />
          <NativeSelect label={t('mine.profile.lang')} value={lang} maw={400} onChange={(e) => setTheirs(e.currentTarget.value === 'en' ? 'en' : 'vi')} data={[{ value: 'vi', label: 'Tiếng Việt' }, { value: 'en', label: 'English' }]} />
          <div>
            <Text size="sm" fw={500}>{t('mine.profile.email')}</Text>
            <Text size="sm">{me.email || t('mine.profile.noEmail')}</Text>
            <Text size="xs" c="dimmed">{t('mine.profile.emailWho')}</Text>
          </div>
        </Form>
      </Part>
      <Part title={t('mine.profile.roles')}>
        {me.grants.length + (me.claimed?.grants.length ?? 0) === 0 ? <Text c="dimmed">{t('mine.profile.noRoles')}</Text> : <Roles grants={[...me.grants, ...(me.claimed?.grants ?? [])]} />}
        {me.inherited.length > 0 && <Text size="sm" c="dimmed">{t('mine.profile.inherited', { units: me.inherited.map(units.name).join(', ') })}</Text>}
      </Part>
    </Stack>
  )
}
