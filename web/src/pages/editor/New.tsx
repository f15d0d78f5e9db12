import { Button, Group, Select, Stack, Textarea, Title } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState, type FormEvent } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { useFacets, useUnits } from '~/api/catalogue'
import { api, client, dataOf, newKey, type Schemas } from '~/api/client'
import { fieldError, toProblem, type Problem } from '~/api/problem'
import { useKept } from '~/app/kept'
import { Empty } from '~/parts/Empty'
import { ProblemNote } from '~/parts/ProblemNote'
import { useTitle } from '~/parts/useTitle'
import { useMe } from '~/session/me'

import classes from './New.module.css'
import { byWords } from './panel/byWords'

/** What an address may say of a new story, such as that of an empty cell of the heat map. */
export interface Wished {
  pillar?: string
  area?: string
  audience?: string
  unit?: string
}

/** Asks what a new story needs before there is anything to write. */
export function New() {
  const { t } = useTranslation()
  const me = useMe()
  const units = useUnits()
  const facets = useFacets()
  const navigate = useNavigate()
  const wished = useSearch({ strict: false }) as Wished
  const [last, setLast] = useKept('new.unit', '')
  const [unit, setUnit] = useState<string | null>(wished.unit ?? null)
  const [lang, setLang] = useState<string | null>('vi')
  const [title, setTitle] = useState('')
  const [problem, setProblem] = useState<Problem>()
  const [busy, setBusy] = useState(false)
  const [key] = useState(newKey)
  useTitle(t('editor.new.title'))
  const scope = me.may['article.create']
  const mine = units.all.filter((one) => one.valid && (scope?.everywhere || scope?.units?.includes(one.code)))
  const own = me.grants.find((one) => one.in_effect && one.unit)?.unit
  const newest = api.useQuery('get', '/articles', { params: { query: { created_by: me.id, limit: 1 } } }, { enabled: scope !== undefined }).data?.items[0]?.article.unit
  const chosen = [unit, newest, last, own, mine.length === 1 ? mine[0]?.code : undefined].find((code) => mine.some((one) => one.code === code)) ?? null
  if (!scope) return <Stack><Title order={1}>{t('editor.new.title')}</Title><Empty>{t('editor.new.denied')}</Empty></Stack>
  async function submit(event: FormEvent) {
    event.preventDefault()
    setBusy(true)
    setProblem(undefined)
    try {
      const made = dataOf(await client.POST('/articles', { params: { header: { 'Idempotency-Key': key } }, body: { unit: chosen ?? '', lang: lang ?? 'vi', title: title.normalize('NFC').trim(), facets: facetsOf(wished) } }))
      setLast(chosen ?? '')
      await navigate({ to: '/articles/$article/$lang' as string, params: { article: made.id, lang: lang ?? 'vi' } as never })
    } catch (e) {
      setProblem(toProblem(e))
      setBusy(false)
    }
  }
  return (
    <form onSubmit={submit} className={classes.form}>
      <Stack>
        <Title order={1}>{t('editor.new.title')}</Title>
        <Textarea label={t('editor.title.label')} description={t('editor.new.titleHelp')} required autosize autoFocus lang={lang ?? 'vi'} value={title} onChange={(event) => setTitle(event.currentTarget.value.replaceAll('\n', ' '))} error={fieldError(problem, '/title')} />
        <Select label={t('editor.new.unit')} required searchable filter={byWords} data={mine.map((one) => ({ value: one.code, label: units.name(one.code) }))} value={chosen} onChange={setUnit} error={fieldError(problem, '/unit')} nothingFoundMessage={t('editor.info.nothing')} />
        <Select label={t('editor.new.lang')} required data={facets.of('language').filter((one) => one.usable).map((one) => ({ value: one.code, label: facets.name('language', one.code) }))} value={lang} onChange={setLang} allowDeselect={false} error={fieldError(problem, '/lang')} />
        {problem && <ProblemNote problem={problem} />}
        <Group><Button type="submit" loading={busy} disabled={!chosen}>{t('editor.new.begin')}</Button></Group>
      </Stack>
    </form>
  )
}

function facetsOf({ pillar, area, audience }: Wished): Schemas['Facets'] {
  return { ...(pillar && { pillars: [pillar] }), ...(area && { areas: [area] }), ...(audience && { audiences: [audience] }) }
}
