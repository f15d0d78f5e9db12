import { Button, Group, Stack, Text } from '@mantine/core'
import { IconMapPin } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { MayButton } from '~/parts/May'
import { doSoon } from '~/parts/doSoon'
import { tellWithUndo } from '~/parts/Undo'
import { useTime } from '~/time/useTime'

import { useEdited } from '../edited'
import { CommentForm } from './CommentForm'
import classes from './Comments.module.css'
import { tellProblem } from './useVariants'
import { useThreadActs, type Comment, type Thread } from './useThreads'

type Name = (id: string | undefined) => string

/** A thread: what it is about, what was said, and what may be done with it. */
export function ThreadCard({ thread, name }: { thread: Thread; name: Name }) {
  const { t } = useTranslation()
  const time = useTime()
  const acts = useThreadActs()
  const [answering, setAnswering] = useState(false)
  async function resolve() {
    const now = await acts.resolve(thread)
    tellWithUndo(t('panels.comments.isResolved'), () => void acts.reopen(now).catch(tellProblem))
  }
  return (
    <article className={classes.thread} data-state={thread.state}>
      <Anchor thread={thread} />
      <ol className={classes.said}>{thread.comments.map((one) => <li key={one.id}><Said thread={thread} one={one} name={name} /></li>)}</ol>
      {thread.resolved_at && <Text size="xs" c="dimmed">{t('panels.comments.resolvedBy', { name: name(thread.resolved_by) || t('names.somebody'), at: time.moment(thread.resolved_at) })}</Text>}
      {answering ? (
        <CommentForm name={`reply:${thread.id}`} label={t('panels.comments.answer')} button={t('panels.comments.send')} onCancel={() => setAnswering(false)} onSend={async (body, key) => {
          await acts.reply(thread, body, key)
          setAnswering(false)
        }} />
      ) : (
        <Group gap="sm">
          <MayButton may={thread.may.reply} size="compact-sm" variant="default" onClick={() => setAnswering(true)}>{t('panels.comments.answer')}</MayButton>
          {thread.state === 'open'
            ? <MayButton may={thread.may.resolve} size="compact-sm" variant="default" onClick={() => void resolve().catch(tellProblem)}>{t('panels.comments.resolve')}</MayButton>
            : <MayButton may={thread.may.reopen} size="compact-sm" variant="default" onClick={() => void acts.reopen(thread).catch(tellProblem)}>{t('panels.comments.reopen')}</MayButton>}
        </Group>
      )}
    </article>
  )
}

/** What a thread is about, as it was when it began, with the way to where it is now. */
function Anchor({ thread: { anchor, place } }: { thread: Thread }) {
  const { t } = useTranslation()
  const { lang, show } = useEdited()
  if (anchor.on === 'edition') return <Text size="sm" c="dimmed">{t('panels.comments.aboutAll')}</Text>
  if (anchor.on === 'picture') return <Text size="sm" c="dimmed">{t('panels.comments.aboutPicture')}</Text>
  const { field = 'body', quote = '', prefix = '' } = anchor
  return (
    <Stack gap={4} align="start">
      <blockquote className={classes.anchor} lang={lang}>{quote}</blockquote>
      {place.found === 'orphaned'
        ? <Text size="sm" className={classes.lost}>{t('panels.comments.orphaned')}</Text>
        : (
          <Group gap={8}>
            <Button size="compact-xs" variant="default" leftSection={<IconMapPin size={14} aria-hidden />} onClick={() => show({ field, quote, before: prefix })}>{t('panels.comments.show')}</Button>
            {place.found === 'changed' && <Text size="xs" c="dimmed">{t('panels.comments.changed')}</Text>}
          </Group>
        )}
    </Stack>
  )
}

/** One comment: who said it and when, and for the one who did the way to change it or take it back. */
function Said({ thread, one, name }: { thread: Thread; one: Comment; name: Name }) {
  const { t } = useTranslation()
  const time = useTime()
  const acts = useThreadActs()
  const [editing, setEditing] = useState(false)
  if (editing) {
    return <CommentForm name={`edit:${one.id}`} label={t('panels.comments.edit')} button={t('common.save')} was={one.body} onCancel={() => setEditing(false)} onSend={async (body) => {
      await acts.edit(thread, one, body)
      setEditing(false)
    }} />
  }
  const called = one.mentions.map((id) => name(id) || t('names.somebody')).join(', ')
  return (
    <>
      <Text size="sm"><strong>{name(one.author) || t('names.somebody')}</strong> <Text component="time" size="xs" c="dimmed" dateTime={one.created_at} title={time.moment(one.created_at)}>{time.relative(one.created_at)}{one.edited_at && ` · ${t('panels.comments.edited')}`}</Text></Text>
      {one.retracted_at && <Text size="sm" c="dimmed" fs="italic">{t('panels.comments.retracted')}</Text>}
      {one.body && <Text size="sm" className={classes.words}>{one.body}</Text>}
      {called && <Text size="xs" c="dimmed">{t('panels.comments.called', { names: called })}</Text>}
      {(one.may.edit?.allowed || one.may.retract?.allowed) && (
        <Group gap={4}>
          {one.may.edit?.allowed && <Button size="compact-xs" variant="subtle" color="gray" onClick={() => setEditing(true)}>{t('panels.comments.edit')}</Button>}
          {one.may.retract?.allowed && <Button size="compact-xs" variant="subtle" color="gray" onClick={() => doSoon(t('panels.comments.retracting'), t('common.undo'), () => void acts.retract(thread, one).catch(tellProblem))}>{t('panels.comments.retract')}</Button>}
        </Group>
      )}
    </>
  )
}
