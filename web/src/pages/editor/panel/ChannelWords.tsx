import { Alert, Button, Collapse, Group, Stack, Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { type Schemas } from '~/api/client'
import { toProblem } from '~/api/problem'
import { useWords } from '~/i18n/useLang'
import { MayButton } from '~/parts/May'
import { ProblemNote } from '~/parts/ProblemNote'
import { TextDiff } from '~/parts/TextDiff'
import { useDraft } from '~/parts/useDraft'
import { tellWithUndo } from '~/parts/Undo'

import { useEdited } from '../edited'
import { Counter } from './Counter'
import { OwnFields } from './OwnFields'
import { PostView } from './PostView'
import { masterOf, ownOf, saysAs, tellProblem, useTried, useVariantActs, type Own, type Preview, type Variant } from './useVariants'
import { VariantHistory } from './VariantHistory'

/** The words of one channel: the master's or own ones, what differs, and what would be sent. */
export function ChannelWords({ one, saved }: { one: Variant; saved: Preview | undefined }) {
  const { t } = useTranslation()
  const words = useWords()
  const { edition } = useEdited()
  const [draft, setDraft] = useDraft<Own>(`variant:${edition.id}:${one.channel}`)
  const [resting] = useDebouncedValue(draft, 400)
  const tried = useTried(one.channel, resting)
  const master = masterOf(one.form, edition)
  const own = one.state === 'follows' ? undefined : ownOf(one)
  const shown = draft ?? own
  const preview = draft && tried.data ? tried.data.items[0] : saved
  return (
    <Stack gap="sm">
      {one.unused && <Alert color="yellow">{words(one.unused)}</Alert>}
      {one.state === 'master_changed' && <Text size="sm">{t('panels.channels.masterChanged')}</Text>}
      {!one.form && <Text size="sm" c="dimmed">{t('panels.channels.noForm')}</Text>}
      {one.form && draft && <OwnFields form={one.form} own={draft} onChange={setDraft} fault={tried.error} />}
      {draft && preview && <Counter preview={preview} long />}
      {one.form && <Acts one={one} master={master} draft={draft} onDraft={setDraft} />}
      {shown && !saysAs(shown, master) && <Difference master={master} own={shown} />}
      {preview && <PostView preview={preview} />}
      {(one.version !== undefined || own) && <VariantHistory one={one} onTake={setDraft} />}
    </Stack>
  )
}

function Difference({ master, own }: { master: Own; own: Own }) {
  const { t } = useTranslation()
  const { lang } = useEdited()
  const [open, setOpen] = useState(false)
  const text = (words: Own) => words.text ?? [words.title || master.title, words.lead || master.lead].filter(Boolean).join('\n\n')
  return (
    <div>
      <Button size="compact-sm" variant="subtle" aria-expanded={open} onClick={() => setOpen(!open)}>{t('panels.channels.difference')}</Button>
      <Collapse expanded={open}><TextDiff was={text(master)} is={text(own)} lang={lang} /></Collapse>
    </div>
  )
}

/** What may be done: begin own words, save or leave them, hold them to be right, follow the master again. */
function Acts({ one, master, draft, onDraft }: { one: Variant; master: Own; draft: Own | undefined; onDraft: (own: Own | undefined) => void }) {
  const { t } = useTranslation()
  const { edition } = useEdited()
  const acts = useVariantActs(one)
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<unknown>()
  const [warnings, setWarnings] = useState<Schemas['LocalizedText'][]>([])
  const own = one.state === 'follows' ? undefined : ownOf(one)
  async function act(what: () => Promise<unknown>) {
    setBusy(true)
    setFault(undefined)
    setWarnings([])
    try {
      await what()
    } catch (e) {
      setFault(e)
    } finally {
      setBusy(false)
    }
  }
  const save = (words: Own) => act(async () => {
    const answer = await acts.save(words, edition.head_revision)
    setWarnings(answer.warnings ?? [])
    onDraft(undefined)
  })
  const follow = () => act(async () => {
    await acts.follow()
    tellWithUndo(t('panels.channels.followed', { channel: one.channel_name }), () => void acts.restore().catch(tellProblem))
  })
  return (
    <>
      <Group gap="sm">
        {draft ? (
          <>
            <MayButton may={one.may.save} loading={busy} onClick={() => void save(draft)}>{t('panels.channels.save')}</MayButton>
            <Button variant="default" onClick={() => onDraft(undefined)}>{t(own ? 'panels.channels.leaveChange' : 'panels.channels.leaveOwn')}</Button>
          </>
        ) : (
          <MayButton may={one.may.save} variant="default" onClick={() => onDraft(own ?? master)}>{t(own ? 'panels.channels.change' : 'panels.channels.begin')}</MayButton>
        )}
        {own && !draft && one.state === 'master_changed' && <MayButton may={one.may.keep} variant="default" loading={busy} onClick={() => void act(() => acts.keep(edition.head_revision))}>{t('panels.channels.keep')}</MayButton>}
        {own && !draft && <MayButton may={one.may.drop} variant="default" loading={busy} onClick={() => void follow()}>{t('panels.channels.follow')}</MayButton>}
      </Group>
      {fault !== undefined && <ProblemNote problem={toProblem(fault)} />}
      <Warnings list={warnings} />
    </>
  )
}

function Warnings({ list }: { list: Schemas['LocalizedText'][] }) {
  const words = useWords()
  return list.map((one) => <Alert key={one.vi} color="yellow">{words(one)}</Alert>)
}
