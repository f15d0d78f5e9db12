import { Button, Group, NativeSelect, Stack, Text, TextInput, Title, UnstyledButton } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState, type FormEvent } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { api, client, dataOf, newKey, type Schemas } from '~/api/client'
import { fieldError, toProblem, type Problem } from '~/api/problem'
import { useWords } from '~/i18n/useLang'
import { ChannelMark } from '~/parts/ChannelMark'
import { Loaded } from '~/parts/Loaded'
import { ProblemNote } from '~/parts/ProblemNote'
import { useTitle } from '~/parts/useTitle'

import classes from './channels.module.css'
import { SettingFields } from './SettingFields'

type Kind = Schemas['Connector']

/** Adding a channel: choose a kind, give what it needs; the destination is asked at once. */
export function NewChannel() {
  const { t } = useTranslation()
  const kinds = api.useQuery('get', '/connectors')
  const [kind, setKind] = useState<Kind>()
  useTitle(t('channels.new.title'))
  return (
    <Stack maw={920}>
      <Title order={1}>{t('channels.new.title')}</Title>
      {kind ? <Form kind={kind} onBack={() => setKind(undefined)} /> : (
        <>
          <Title order={2} size="h3">{t('channels.new.choose')}</Title>
          <Loaded asked={kinds}>{(list) => <ul className={classes.kinds}>{list.items.filter((one) => !one.passive).map((one) => <li key={one.kind}><KindCard kind={one} onChoose={() => setKind(one)} /></li>)}</ul>}</Loaded>
        </>
      )}
    </Stack>
  )
}

function KindCard({ kind, onChoose }: { kind: Kind; onChoose: () => void }) {
  const words = useWords()
  return (
    <UnstyledButton className={classes.kindcard} onClick={onChoose}>
      <Group gap="sm" wrap="nowrap"><ChannelMark kind={kind.kind} size={28} /><Text fw={600}>{words(kind.label)}</Text></Group>
      <Text size="sm">{words(kind.help)}</Text>
      <Limits kind={kind} />
    </UnstyledButton>
  )
}

/** What a kind can and cannot do, before anybody builds on it. */
function Limits({ kind }: { kind: Kind }) {
  const { t } = useTranslation()
  return (
    <span className={classes.tags}>
      <span>{t(`channels.new.proof.${kind.proof}`)}</span>
      {kind.text && <span>{t('channels.new.limit', { most: kind.text.max })}</span>}
      {kind.title_limit && <span>{t('channels.new.title_limit', { most: kind.title_limit })}</span>}
      {!kind.guards.correct && <span>{t('channels.new.noCorrect')}</span>}
      {!kind.guards.withdraw && <span>{t('channels.new.noWithdraw')}</span>}
    </span>
  )
}

function Form({ kind, onBack }: { kind: Kind; onBack: () => void }) {
  const { t } = useTranslation()
  const words = useWords()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const [name, setName] = useState('')
  const [lang, setLang] = useState('')
  const [settings, setSettings] = useState<Record<string, string>>({})
  const [problem, setProblem] = useState<Problem>()
  const [busy, setBusy] = useState(false)
  async function submit(event: FormEvent) {
    event.preventDefault()
    setBusy(true)
    try {
      const made = dataOf(await client.POST('/channels', { params: { header: { 'Idempotency-Key': newKey() } }, body: { kind: kind.kind, name, ...(lang && { lang }), settings: Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== '')) } }))
      await queries.invalidateQueries({ predicate: (query) => String(query.queryKey[1]).includes('/channels') })
      await navigate({ to: '/channels/$channel', params: { channel: made.id } })
    } catch (e) {
      setProblem(toProblem(e))
      setBusy(false)
    }
  }
  return (
    <form onSubmit={submit} className={classes.panel}>
      <Stack gap="md">
        <Title order={2} size="h3">{t('channels.new.settings')}: {words(kind.label)}</Title>
        <Text size="sm" c="dimmed">{words(kind.help)}</Text>
        <Limits kind={kind} />
        <TextInput label={t('channels.form.name')} description={t('channels.form.nameHelp')} required value={name} error={fieldError(problem, '/name')} onChange={(event) => setName(event.currentTarget.value)} />
        <NativeSelect label={t('channels.form.lang')} value={lang} onChange={(event) => setLang(event.currentTarget.value)}
          data={[{ value: '', label: t('channels.language.any') }, { value: 'vi', label: t('channels.language.vi') }, { value: 'en', label: t('channels.language.en') }]} />
        <SettingFields settings={kind.settings} values={settings} stored={[]} problem={problem} onChange={(name, value) => setSettings({ ...settings, [name]: value })} />
        {problem && <ProblemNote problem={problem} />}
        <Text size="sm" c="dimmed">{t('channels.new.after')}</Text>
        <Group justify="flex-end"><Button variant="default" onClick={onBack}>{t('channels.new.back')}</Button><Button type="submit" loading={busy}>{t('channels.new.create')}</Button></Group>
      </Stack>
    </form>
  )
}
