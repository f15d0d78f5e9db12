import { Button, Group, Modal, Radio, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { client, dataOf, newKey, type Schemas } from '~/api/client'
import { toProblem, type Problem } from '~/api/problem'
import { Loaded } from '~/parts/Loaded'
import { ProblemNote } from '~/parts/ProblemNote'
import { useFocusBack } from '~/parts/useFocusBack'
import { useTime } from '~/time/useTime'

import classes from './Clash.module.css'
import { plainOf, Words } from './diff'
import { tellDone } from './tell'
import type { Editing } from './useEditing'

type Conflict = Schemas['MergeConflict']
type Take = 'mine' | 'theirs' | 'both'

/** What comes of this page's words and the newest saved text together, place by place. */
export function Merge({ editing, onClose }: { editing: Editing; onClose: () => void }) {
  const { t } = useTranslation()
  useFocusBack()
  const { edition, keeper, writing, lay, refresh } = editing
  const [choices, setChoices] = useState<Record<string, Take>>({})
  const [problem, setProblem] = useState<Problem>()
  const [busy, setBusy] = useState(false)
  const path = { id: edition.article, lang: edition.lang }
  const body = { base: keeper.shown.saving.base, text: writing.words() }
  const asked = useQuery({ queryKey: ['merge', edition.id], queryFn: async () => dataOf(await client.POST('/articles/{id}/editions/{lang}/merge', { params: { path }, body })), staleTime: Infinity, gcTime: 0 })
  async function save(version: number) {
    setBusy(true)
    setProblem(undefined)
    try {
      await keeper.act(async () => {
        const made = dataOf(await client.POST('/articles/{id}/editions/{lang}/merge', {
          params: { path, header: { 'Idempotency-Key': newKey(), 'If-Match': `"${version}"` } },
          body: { ...body, save: true, choices: Object.fromEntries(Object.entries(choices).map(([id, take]) => [id, { take }])) },
        }))
        const head = dataOf(await client.GET('/articles/{id}/editions/{lang}', { params: { path } }))
        lay(made.text, { version: 0, base: made.revision ?? head.head_revision }, head)
      })
      onClose()
      tellDone(t('editor.merge.done'))
      await refresh()
    } catch (e) {
      const problem = toProblem(e)
      setProblem(problem)
      if (problem.code === 'stale_version') { // somebody saved meanwhile: other places may be in question
        setChoices({})
        await asked.refetch()
      }
    } finally {
      setBusy(false)
    }
  }
  return (
    <Modal opened onClose={onClose} size="xl" title={t('editor.merge.title')} closeButtonProps={{ 'aria-label': t('common.close') }}>
      <Loaded asked={asked}>{(merge) => (
        <Stack>
          <Text>{merge.conflicts.length === 0 ? t('editor.merge.clean') : t('editor.merge.why', { count: merge.conflicts.length })}</Text>
          {merge.conflicts.map((one, i) => <Place key={one.id} conflict={one} number={i + 1} chosen={choices[one.id]} onChoose={(take) => setChoices({ ...choices, [one.id]: take })} />)}
          {merge.conflicts.length === 0 && <section className={classes.words}><h3>{t('editor.merge.result')}</h3><Words was={plainOf(body.text.body)} is={plainOf(merge.text.body ?? '')} /></section>}
          {problem && <ProblemNote problem={problem} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>{t('editor.merge.later')}</Button>
            <Button loading={busy} disabled={merge.conflicts.some((one) => !choices[one.id])} onClick={() => void save(merge.version)}>{t('editor.merge.save')}</Button>
          </Group>
        </Stack>
      )}</Loaded>
    </Modal>
  )
}

function Place({ conflict, number, chosen, onChoose }: { conflict: Conflict; number: number; chosen: Take | undefined; onChoose: (take: Take) => void }) {
  const { t } = useTranslation()
  const time = useTime()
  const words = (html: string) => (conflict.field === 'body' ? plainOf(html) : html)
  const pictures = conflict.pictures
  const takes: Take[] = conflict.field === 'body' || conflict.field === 'pictures' ? ['mine', 'theirs', 'both'] : ['mine', 'theirs']
  const name = t('editor.merge.place', { number: time.number(number), field: t(`editor.${conflict.field}.label`) })
  return (
    <section className={classes.place} aria-label={name}>
      <h3>{name}</h3>
      <div className={classes.sides}>
        {(['mine', 'theirs'] as const).map((side) => (
          <div key={side} className={classes.side}>
            <h3>{t(`editor.merge.${side}`)}</h3>
            {pictures ? t('editor.merge.pictures', { count: pictures[side].length, number: time.number(pictures[side].length) }) : <Words was={words(conflict.base)} is={words(conflict[side])} />}
          </div>
        ))}
      </div>
      <Radio.Group aria-label={name} value={chosen ?? null} onChange={(value) => onChoose(takes.find((one) => one === value) ?? 'mine')}>
        <Group>{takes.map((take) => <Radio key={take} value={take} label={t(`editor.merge.take.${take}`)} />)}</Group>
      </Radio.Group>
    </section>
  )
}
