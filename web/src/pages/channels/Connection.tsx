import { Checkbox, NativeSelect, Stack, TextInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import type { Schemas } from '~/api/client'
import { fieldError } from '~/api/problem'
import { MayButton } from '~/parts/May'
import { ProblemNote } from '~/parts/ProblemNote'

import { SettingFields } from './SettingFields'
import { useSave } from './useSave'

/** Name, language and settings of a channel. Only what was changed is sent, and an empty secret never replaces one. */
export function Connection({ channel, tag, kind }: { channel: Schemas['Channel']; tag: string; kind: Schemas['Connector'] | undefined }) {
  const { t } = useTranslation()
  const { save, busy, problem } = useSave(channel.id, tag)
  const [name, setName] = useState(channel.name)
  const [lang, setLang] = useState(channel.lang ?? '')
  const [portal, setPortal] = useState(channel.portal)
  const [settings, setSettings] = useState<Record<string, string>>(channel.settings)
  async function submit(event: FormEvent) {
    event.preventDefault()
    const changed = Object.fromEntries(Object.entries(settings).filter(([key, value]) => value !== (channel.settings[key] ?? '')))
    await save({
      ...(name !== channel.name && { name }), ...(lang !== (channel.lang ?? '') && { lang }), ...(portal !== channel.portal && { portal }),
      ...(Object.keys(changed).length > 0 && { settings: changed }),
    })
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <TextInput label={t('channels.form.name')} description={t('channels.form.nameHelp')} required value={name} error={fieldError(problem, '/name')} onChange={(event) => setName(event.currentTarget.value)} />
        <NativeSelect label={t('channels.form.lang')} value={lang} onChange={(event) => setLang(event.currentTarget.value)}
          data={[{ value: '', label: t('channels.language.any') }, { value: 'vi', label: t('channels.language.vi') }, { value: 'en', label: t('channels.language.en') }]} />
        {kind?.kind === 'wordpress' && <Checkbox label={t('channels.form.portal')} checked={portal} onChange={(event) => setPortal(event.currentTarget.checked)} />}
        {kind && <SettingFields settings={kind.settings} values={settings} stored={channel.secrets} problem={problem} onChange={(name, value) => setSettings({ ...settings, [name]: value })} />}
        {problem && <ProblemNote problem={problem} />}
        <div><MayButton may={channel.may.edit} type="submit" loading={busy}>{t('common.save')}</MayButton></div>
      </Stack>
    </form>
  )
}
