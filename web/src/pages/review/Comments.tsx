import { Badge, Button, Group, Stack, Text, Textarea } from '@mantine/core'
import { useState, type SyntheticEvent } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { useAct } from '~/api/act'
import { api, client, dataOf, type Schemas } from '~/api/client'
import { useNames } from '~/api/names'
import { toProblem } from '~/api/problem'
import { Empty } from '~/parts/Empty'
import { Loaded } from '~/parts/Loaded'
import { MayButton } from '~/parts/May'
import { ProblemNote } from '~/parts/ProblemNote'
import { useTime } from '~/time/useTime'

import classes from './Comments.module.css'
import { pathOf } from './reading'

type Thread = Schemas['CommentThread']
interface At { article: string; lang: string }

/** What colleagues remarked on the text, open threads first, and a place to answer. */
export function Comments({ article, lang }: At) {
  const { t } = useTranslation()
  const { path } = pathOf(article, lang)
  const asked = api.useQuery('get', '/articles/{id}/editions/{lang}/comments', { params: { path, query: { limit: 100 } } })
  const start = useAct(async (body: string, key) => dataOf(await client.POST('/articles/{id}/editions/{lang}/comments', { params: { path, header: { 'Idempotency-Key': key } }, body: { body, anchor: { on: 'edition' } } })))
  return (
    <Stack className={classes.comments}>
      <Loaded asked={asked}>{({ items }) => items.length === 0 ? <Empty>{t('review.comments.nothing')}</Empty> : (
        <ul className={classes.list}>{items.toSorted((a, b) => (a.state === b.state ? 0 : a.state === 'open' ? -1 : 1)).map((one) => <li key={one.id}><OneThread at={{ article, lang }} thread={one} /></li>)}</ul>
      )}</Loaded>
      <Words label={t('review.comments.start')} onSend={(body) => start.mutateAsync(body)} />
    </Stack>
  )
}

function OneThread({ at, thread }: { at: At; thread: Thread }) {
  const { t } = useTranslation()
  const time = useTime()
  const name = useNames(thread.comments.map((one) => one.author))
  const [answering, setAnswering] = useState(false)
  const params = (key: string) => ({ params: { path: { id: at.article, lang: at.lang, thread: thread.id }, header: { 'Idempotency-Key': key } } })
  const reply = useAct(async (body: string, key) => dataOf(await client.POST('/articles/{id}/editions/{lang}/comments/{thread}/replies', { ...params(key), body: { body } })), () => setAnswering(false))
  const turn = useAct(async (to: 'resolve' | 'reopen', key) => dataOf(await client.POST(to === 'resolve' ? '/articles/{id}/editions/{lang}/comments/{thread}/resolve' : '/articles/{id}/editions/{lang}/comments/{thread}/reopen', params(key))))
  const open = thread.state === 'open'
  return (
    <section className={classes.thread} data-state={thread.state}>
      <div className={classes.about}>
        <Badge variant="outline" color={open ? 'yellow' : 'gray'}>{t(open ? 'review.comments.open' : 'review.comments.resolved')}</Badge>
        {thread.anchor.on === 'picture' && <span>{t('review.comments.picture')}</span>}
        {thread.anchor.field && <span>{t(`review.comments.field.${thread.anchor.field}`)}</span>}
        {thread.place.found === 'orphaned' && <span>{t('review.comments.gone')}</span>}
      </div>
      {thread.anchor.quote && <blockquote>{thread.anchor.quote}</blockquote>}
      <ul className={classes.said}>{thread.comments.map((one) => (
        <li key={one.id}>
          <Text size="sm" c="dimmed"><strong>{name(one.author) || t('review.comments.someone')}</strong> · {time.moment(one.created_at)}</Text>
          <Text className={classes.words}>{one.retracted_at ? t('review.comments.retracted') : one.body}</Text>
        </li>
      ))}</ul>
      <Group gap="sm">
        {open && <MayButton size="xs" variant="default" may={thread.may.reply} onClick={() => setAnswering(!answering)}>{t('review.comments.reply')}</MayButton>}
        <MayButton size="xs" variant="default" may={thread.may[open ? 'resolve' : 'reopen']} loading={turn.isPending} onClick={() => turn.mutate(open ? 'resolve' : 'reopen')}>{t(open ? 'review.comments.resolve' : 'review.comments.reopen')}</MayButton>
      </Group>
      {turn.error && <ProblemNote problem={toProblem(turn.error)} />}
      {answering && <Words label={t('review.comments.reply')} onSend={(body) => reply.mutateAsync(body)} />}
    </section>
  )
}

/** A field for words of a comment; they stay where sending fails. */
function Words({ label, onSend }: { label: string; onSend: (body: string) => Promise<unknown> }) {
  const { t } = useTranslation()
  const [body, setBody] = useState('')
  const [problem, setProblem] = useState<unknown>()
  const [sending, setSending] = useState(false)
  async function send(event: SyntheticEvent) {
    event.preventDefault()
    setSending(true)
    setProblem(undefined)
    try {
      await onSend(body.normalize('NFC').trim())
      setBody('')
    } catch (e) {
      setProblem(e)
    } finally {
      setSending(false)
    }
  }
  return (
    <form onSubmit={(event) => void send(event)}>
      <Stack gap="sm" align="start">
        <Textarea w="100%" label={label} autosize minRows={2} maxRows={8} maxLength={2000} value={body} onChange={(event) => setBody(event.currentTarget.value)} />
        {problem !== undefined && <ProblemNote problem={toProblem(problem)} />}
        <Button size="xs" type="submit" loading={sending} disabled={!body.trim()}>{t('review.comments.send')}</Button>
      </Stack>
    </form>
  )
}
