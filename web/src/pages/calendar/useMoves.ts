import { useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { client, dataOf, newKey, type Schemas } from '~/api/client'
import { toProblem } from '~/api/problem'
import { house } from '~/app/house'
import type { Lang } from '~/i18n/lang'
import { useLang, useWords } from '~/i18n/useLang'
import { useReason } from '~/parts/May'

import type { Card, Post } from './cards'
import { wallText } from './days'
import { refusalOf, type Refusal, type Rules } from './refuse'
import { tellUndo, tellRefused } from './tell'

type Posts = Schemas['CalendarPosts']
const address = '/calendar/posts'

/** The words of why an hour cannot be taken. */
export function useRefusal(): (refusal: Refusal) => string {
  const { t } = useTranslation()
  const lang = useLang()
  const words = useWords()
  return useCallback((refusal) => {
    if (refusal.why === 'past') return t('calendar.refused.past')
    if (refusal.why === 'embargo') return t('calendar.refused.embargo', { when: wallText(refusal.until, lang) })
    return t('calendar.refused.closed', { name: words(refusal.name) })
  }, [t, lang, words])
}

function schedule(post: Post, wall: string) {
  return client.POST('/articles/{id}/editions/{lang}/schedule', {
    params: { path: { id: post.article, lang: post.lang }, header: { 'Idempotency-Key': newKey() } },
    body: {
      channels: post.channels.map((one) => one.channel), at: { time: wall, zone: house.zone },
      offset_seconds: Object.fromEntries(post.channels.map((one) => [one.channel, one.offset_seconds ?? 0])),
    },
  })
}

/** What moving a card works with. */
interface Way {
  queries: QueryClient
  t: ReturnType<typeof useTranslation>['t']
  lang: Lang
  rules: () => Rules
  say: (text: string) => void
}

/** Draws a card at another hour in what was read, before the server has answered. */
function draw(queries: QueryClient, card: Card, wall: string): void {
  const shift = Date.parse(`${wall}Z`) - Date.parse(`${card.wall}Z`)
  const later = (at: string) => new Date(Date.parse(at) + shift).toISOString()
  queries.setQueriesData<Posts>({ queryKey: ['get', address] }, (old) => old && {
    ...old,
    posts: old.posts.map((post) => (post.channels.some((one) => one.delivery === card.id)
      ? { ...post, at: later(post.at), channels: post.channels.map((one) => ({ ...one, due_at: later(one.due_at) })) } : post)),
  })
}

/** Moves a card, with a way back; where the server refuses, puts it back and says why. */
async function carry(way: Way, card: Card, wall: string, undone: boolean): Promise<void> {
  const { queries, t, lang, rules, say } = way
  await queries.cancelQueries({ queryKey: ['get', address] })
  draw(queries, card, wall)
  try {
    dataOf(await schedule(card.post, wall))
    const text = t(undone ? 'calendar.movedBack' : 'calendar.moved', { when: wallText(wall, lang) })
    say(text)
    const back = () => void carry(way, { ...card, wall }, card.wall, true)
    tellUndo(text, undone || card.wall < rules().now ? undefined : { label: t('common.undo'), onUndo: back })
  } catch (e) {
    draw(queries, { ...card, wall }, card.wall)
    const problem = toProblem(e)
    const why = [problem.errors?.map((one) => one.detail).join('; ') || problem.detail || problem.title, problem.remedy].filter(Boolean).join(' ')
    say(t('calendar.putBack', { when: wallText(card.wall, lang), why }))
    tellRefused(t('calendar.putBackTitle'), why)
  }
  await queries.invalidateQueries({ queryKey: ['get', address] })
}

/**
 * Moves cards to other hours. A card is drawn there at once, and back where the server says no;
 * what is drawn in the end is the instant that the server keeps. What is said aloud is `said`.
 */
export function useMoves(rules: () => Rules) {
  const queries = useQueryClient()
  const { t } = useTranslation()
  const lang = useLang()
  const words = useRefusal()
  const reason = useReason()
  const [said, say] = useState('')
  const move = (card: Card, wall: string): boolean => {
    if (wall === card.wall) return true
    const refusal = refusalOf(wall, card.post, rules())
    const why = reason(card.post.may.schedule) || (refusal ? words(refusal) : '')
    if (why) {
      say(why)
      tellRefused(t('calendar.notMoved'), why)
      return false
    }
    void carry({ queries, t, lang, rules, say }, card, wall, false)
    return true
  }
  return { move, said }
}
