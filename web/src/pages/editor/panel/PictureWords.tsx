import { Button, Group, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { api, client, dataOf, type Schemas } from '~/api/client'
import { fieldError, toProblem } from '~/api/problem'
import { useLang } from '~/i18n/useLang'
import { MayButton } from '~/parts/May'
import { ProblemNote } from '~/parts/ProblemNote'
import { useDraft } from '~/parts/useDraft'

import { useEdited } from '../edited'
import { FocusField } from './FocusField'
import type { Media } from './useMedia'

type Patch = Schemas['MediaPatch']

/** What is said of a picture wherever it is shown: in each language of the story, whose it is, and where its cuts look. */
export function PictureWords({ one, at, wanted, onArrive }: { one: Media; at: number; wanted: boolean; onArrive: () => void }) {
  const { t } = useTranslation()
  const { article, lang } = useEdited()
  const story = api.useQuery('get', '/articles/{id}', { params: { path: { id: article } } })
  const [draft, setDraft] = useDraft<Patch>(`media:${one.id}`)
  const { busy, fault, save } = useSaving(one, draft, () => setDraft(undefined))
  const langs = [...new Set([lang, ...(story.data?.editions ?? []).map((edition) => edition.lang)])]
  const change = (part: Patch) => setDraft({ ...draft, ...part })
  const words = (code: string) => draft?.texts?.[code] ?? one.texts[code] ?? {}
  const problem = fault === undefined ? undefined : toProblem(fault)
  return (
    <Stack gap="sm" mt="sm">
      {langs.map((code) => (
        <LangWords key={code} code={code} id={code === lang ? `picture-${at}-alt` : ''} onArrive={wanted && code === lang ? onArrive : undefined} words={words(code)} fault={fault}
          onChange={(part) => change({ texts: { ...draft?.texts, [code]: { ...words(code), ...part } } })} />
      ))}
      <TextInput label={t('panels.pictures.credit')} description={t('panels.pictures.creditHelp')} value={draft?.credit ?? one.credit} error={fieldError(fault, '/credit')} onChange={(event) => change({ credit: event.currentTarget.value.normalize('NFC') })} />
      <TextInput label={t('panels.pictures.licence')} description={t('panels.pictures.licenceHelp')} value={draft?.licence ?? one.licence} error={fieldError(fault, '/licence')} onChange={(event) => change({ licence: event.currentTarget.value.normalize('NFC') })} />
      <Said said={one.said} />
      <FocusField one={one} focus={draft?.focus ?? one.focus} onChange={(focus) => change({ focus })} />
      {problem && <ProblemNote problem={problem} />}
      <Group gap="sm">
        <MayButton may={one.may.edit} loading={busy} onClick={() => void save()}>{t('panels.pictures.save')}</MayButton>
        {draft && <Button variant="default" onClick={() => setDraft(undefined)}>{t('panels.pictures.drop')}</Button>}
      </Group>
      <Text size="xs" c="dimmed">{t('panels.pictures.everywhere')}</Text>
    </Stack>
  )
}

function useSaving(one: Media, draft: Patch | undefined, done: () => void) {
  const queries = useQueryClient()
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<unknown>()
  async function save() {
    setBusy(true)
    setFault(undefined)
    try {
      const path = { id: one.id }
      if (draft) queries.setQueryData(api.queryOptions('get', '/media/{id}', { params: { path } }).queryKey, dataOf(await client.PATCH('/media/{id}', { params: { path, header: { 'If-Match': `"${one.version}"` } }, body: draft })))
      done()
    } catch (e) {
      setFault(e) // of a newer version too: it is read, what is typed stays, and the next try goes over it
    } finally {
      setBusy(false)
      void queries.invalidateQueries({ predicate: (query) => /\/(media|preview|checklist|candidate)/.test(String(query.queryKey[1])) })
    }
  }
  return { busy, fault, save }
}

/** Alt text and caption in one language. */
function LangWords({ code, id, onArrive, words, fault, onChange }: { code: string; id: string; onArrive: (() => void) | undefined; words: Schemas['Words']; fault: unknown; onChange: (part: Schemas['Words']) => void }) {
  const { t } = useTranslation()
  const page = useLang()
  const name = new Intl.DisplayNames([page], { type: 'language' }).of(code) ?? code
  return (
    <>
      <Textarea {...(id && { id })} label={t('panels.pictures.alt', { lang: name })} description={t('panels.pictures.altHelp')} autosize minRows={2} lang={code} value={words.alt ?? ''} error={fieldError(fault, `/texts/${code}/alt`)}
        ref={(field) => {
          if (!field || !onArrive) return // somebody came here from the checklist
          field.focus()
          onArrive()
        }}
        onChange={(event) => onChange({ alt: event.currentTarget.value.normalize('NFC') })} />
      <Textarea label={t('panels.pictures.caption', { lang: name })} autosize minRows={1} lang={code} value={words.caption ?? ''} error={fieldError(fault, `/texts/${code}/caption`)} onChange={(event) => onChange({ caption: event.currentTarget.value.normalize('NFC') })} />
    </>
  )
}

/** What the file says of itself, which readers never see. */
function Said({ said }: { said: Schemas['Said'] }) {
  const { t } = useTranslation()
  const list = (['creator', 'credit', 'copyright', 'source', 'description'] as const).filter((field) => said[field])
  if (list.length === 0) return null
  return (
    <details>
      <summary>{t('panels.pictures.said')}</summary>
      <dl>{list.map((field) => <div key={field}><dt>{t(`panels.pictures.saidFields.${field}`)}</dt><dd>{said[field]}</dd></div>)}</dl>
    </details>
  )
}
