import { Button, Checkbox, Group, Modal, SegmentedControl, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import type { Schemas } from '~/api/client'
import { toProblem } from '~/api/problem'
import { useWords } from '~/i18n/useLang'
import { Loaded } from '~/parts/Loaded'
import { ProblemNote } from '~/parts/ProblemNote'
import { Prose } from '~/parts/Prose'
import { useMe } from '~/session/me'

import { useEdited } from '../edited'
import classes from './History.module.css'
import { takeWord, type Taking } from './takeWord'

/** Shows what would come of a Word file before it becomes the working copy. */
export function WordDialog({ file, onClose }: { file: File; onClose: () => void }) {
  const { t } = useTranslation()
  const { article, lang, keep } = useEdited()
  const me = useMe()
  const queries = useQueryClient()
  const [taking, setTaking] = useState<Taking>({ rejects: false, except: [], converts: false })
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<unknown>()
  const dry = useQuery({ queryKey: ['word', article, lang, file.name, file.size, file.lastModified, taking], queryFn: () => takeWord({ article, lang, person: me.id }, file, taking, true), retry: false, placeholderData: keepPreviousData })
  async function take() {
    setBusy(true)
    setFault(undefined)
    try {
      await keep()
      await takeWord({ article, lang, person: me.id }, file, taking, false)
      notifications.show({ title: t('panels.word.taken', { name: file.name }), message: t('panels.history.restoredHelp') })
      await queries.invalidateQueries({ predicate: (query) => /\/(revisions|working-copy|media|articles)/.test(String(query.queryKey[1])) })
      onClose()
    } catch (e) {
      setFault(e)
      setBusy(false)
    }
  }
  return (
    <Modal opened onClose={onClose} size={900} title={t('panels.word.title', { name: file.name })} closeButtonProps={{ 'aria-label': t('common.close') }}>
      <Loaded asked={dry}>{(found) => <Found found={found} taking={taking} onTaking={setTaking} />}</Loaded>
      {fault !== undefined && <ProblemNote problem={toProblem(fault)} />}
      <Group mt="md">
        <Button loading={busy} disabled={!dry.data} onClick={() => void take()}>{t('panels.word.take')}</Button>
        <Button variant="default" onClick={onClose}>{t('common.cancel')}</Button>
      </Group>
    </Modal>
  )
}

/** Before a file is taken, its pictures have addresses that lead nowhere: they stand as their descriptions. */
function withoutPictures(html: string): string {
  return html.replaceAll('/media/word-', 'word-')
}

type Import = Schemas['WordImport']

function Found({ found, taking, onTaking }: { found: Import; taking: Taking; onTaking: (taking: Taking) => void }) {
  const { t } = useTranslation()
  const words = useWords()
  const { lang } = useEdited()
  return (
    <Stack gap="md">
      {found.findings.length > 0 && (
        <section aria-labelledby="word-findings">
          <h3 id="word-findings" className={classes.small}>{t('panels.word.findings')}</h3>
          <ul>{found.findings.map((one) => <li key={one.kind + (one.sample ?? '')}>{words(one.detail)}{one.sample && <Text component="span" c="dimmed"> “{one.sample}”</Text>}</li>)}</ul>
        </section>
      )}
      {found.old_fonts.length > 0 && <Checkbox label={t('panels.word.convert', { fonts: found.old_fonts.map((one) => one.name).join(', ') })} checked={taking.converts} onChange={(event) => onTaking({ ...taking, converts: event.currentTarget.checked })} />}
      {found.changes.length > 0 && <Changes found={found} taking={taking} onTaking={onTaking} />}
      {found.comments.length > 0 && (
        <section aria-labelledby="word-comments">
          <h3 id="word-comments" className={classes.small}>{t('panels.word.comments')}</h3>
          <ul>{found.comments.map((one, at) => <li key={at}><strong>{one.author}</strong>: {one.text} <Text component="span" c="dimmed">“{one.about}”</Text></li>)}</ul>
        </section>
      )}
      <section aria-labelledby="word-text" lang={lang}>
        <h3 id="word-text" className={classes.small}>{t('panels.word.text')}</h3>
        <div className={classes.text}>
          <p><strong>{found.title}</strong></p>
          <p>{found.lead}</p>
          <Prose html={withoutPictures(found.body)} />
        </div>
      </section>
    </Stack>
  )
}

/** The tracked changes of a file, and how each is settled. */
function Changes({ found, taking, onTaking }: { found: Import; taking: Taking; onTaking: (taking: Taking) => void }) {
  const { t } = useTranslation()
  return (
    <section aria-labelledby="word-changes">
      <h3 id="word-changes" className={classes.small}>{t('panels.word.changes', { count: found.changes.length })}</h3>
      <SegmentedControl aria-labelledby="word-changes" value={taking.rejects ? 'reject' : 'accept'} onChange={(value) => onTaking({ ...taking, rejects: value === 'reject', except: [] })}
        data={[{ value: 'accept', label: t('panels.word.accept') }, { value: 'reject', label: t('panels.word.reject') }]} />
      <Stack gap={4} mt="sm">
        {found.changes.map((one) => (
          <Checkbox key={one.id} label={t(`panels.word.kinds.${one.kind}`, { author: one.author, text: one.text || '¶' })} description={one.near} checked={taking.except.includes(one.id) === taking.rejects}
            onChange={() => onTaking({ ...taking, except: taking.except.includes(one.id) ? taking.except.filter((id) => id !== one.id) : [...taking.except, one.id] })} />
        ))}
      </Stack>
    </section>
  )
}
