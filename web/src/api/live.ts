import type { QueryClient, Query } from '@tanstack/react-query'
import { EventSourceParserStream } from 'eventsource-parser/stream'
import { useEffect, useSyncExternalStore } from 'react'

import { send } from './client'

/** An event as /events tells it: ids and no text, so whoever shows the object reads it again. */
export interface LiveEvent {
  kind: string // such as delivery.sent
  object: string // the kind's first word, such as delivery
  data: Record<string, unknown>
}

/** How news comes: by the stream, or by asking every ten seconds while there is none. */
export interface News {
  by: 'stream' | 'polling'
  at: number // when something was heard last, milliseconds
  unread: number // open notices that were not read
}

const pollEvery = 10_000
const hiddenFor = 60_000 // a browser opens few connections; a tab that nobody sees gives its one back

const hearers = new Set<(event: LiveEvent) => void>()
const watchers = new Set<() => void>()
let news: News = { by: 'polling', at: Date.now(), unread: 0 }

function tell(part: Partial<News>): void {
  news = { ...news, ...part }
  for (const one of watchers) one()
}

/** How news comes, and how many notices are unread. */
export function useNews(): News {
  return useSyncExternalStore((watcher) => {
    watchers.add(watcher)
    return () => watchers.delete(watcher)
  }, () => news)
}

/** Calls back at each event; the function must stay the same while nothing it needs changes. */
export function useEvents(hear: (event: LiveEvent) => void): void {
  useEffect(() => {
    hearers.add(hear)
    return () => void hearers.delete(hear)
  }, [hear])
}

/** Reads one stream until it ends; returns the cursor from which to go on. */
export async function read(query: string, cursor: string, signal: AbortSignal, hear: (event: LiveEvent) => void): Promise<string> {
  const request = new Request(`/api/v1/events${query}`, { signal, headers: cursor ? { 'Last-Event-ID': cursor } : {} })
  const answer = await send(request)
  if (!answer.ok || !answer.body) throw new Error(`events: ${answer.status}`)
  const reader = answer.body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream()).getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return cursor
    if (value.id) cursor = value.id
    const kind = value.event ?? ''
    if (kind && value.data) hear({ kind, object: kind.split('.')[0] ?? kind, data: JSON.parse(value.data) as Record<string, unknown> })
  }
}

/** Whether what a query holds changes with objects of a kind: its address names them, or what they hang on. */
function concerns(query: Query, objects: Set<string>): boolean {
  const address = String(query.queryKey[1] ?? '')
  const words: Record<string, string[]> = {
    delivery: ['/deliver', '/articles', '/why', '/calendar', '/slots', '/channels', '/coverage'], edition: ['/articles', '/reviews', '/calendar', '/rechecks', '/coverage'],
    article: ['/articles', '/reviews', '/calendar', '/coverage'], channel: ['/channels', '/deliver'], closed_day: ['/closed-days', '/slots', '/calendar'], inbox: ['/notices'],
    person: ['/people', '/me'], delegation: ['/delegations', '/me'], unit: ['/units'], calendar: ['/calendar'], planned: ['/planned', '/calendar', '/coverage'], request: ['/requests'],
    comment: ['/comment'], reset: ['/'],
  }
  return [...objects].some((object) => (words[object] ?? ['/' + object]).some((part) => address.includes(part)))
}

/** Follows what happens, and has it read again. Who may not hear the stream asks again and again instead. Returns how to stop. */
export function follow(queries: QueryClient, hears: boolean): () => void {
  const due = new Set<string>()
  let timer: ReturnType<typeof setTimeout> | undefined
  const hear = (event: LiveEvent) => {
    tell({ by: 'stream', at: Date.now(), ...(event.object === 'inbox' && { unread: Number(event.data.unread ?? 0) }) })
    due.add(event.object)
    timer ??= setTimeout(() => {
      timer = undefined
      const objects = new Set(due)
      due.clear()
      void queries.invalidateQueries({ predicate: (query) => concerns(query, objects) })
    }, 300)
    for (const one of hearers) one(event)
  }
  const stop = new AbortController()
  if (hears) void keepReading(stop.signal, hear, () => void queries.invalidateQueries({ type: 'active' }))
  const asking = setInterval(() => {
    if (news.by === 'polling' && !document.hidden) void queries.invalidateQueries({ type: 'active' })
  }, pollEvery)
  return () => {
    stop.abort()
    clearInterval(asking)
    clearTimeout(timer)
    tell({ by: 'polling', unread: 0 })
  }
}

/** Opens the stream again and again, a little later after each failure, while the tab is seen. */
async function keepReading(stopped: AbortSignal, hear: (event: LiveEvent) => void, missed: () => void): Promise<void> {
  let cursor = ''
  let first = true
  for (let failures = 0; !stopped.aborted;) {
    await seen(stopped)
    const turn = untilHidden(stopped)
    if (!first && !cursor) missed() // nobody knows from where to go on
    first = false
    try {
      cursor = await read('', cursor, turn.signal, (event) => {
        failures = 0
        hear(event)
      })
    } catch {
      failures++
    } finally {
      turn.done()
    }
    tell({ by: 'polling' })
    if (!stopped.aborted && !document.hidden) await wait(Math.min(1000 * 2 ** failures, 30_000), stopped)
  }
}

const wait = (milliseconds: number, stopped: AbortSignal) => new Promise<void>((resolve) => {
  const timer = setTimeout(resolve, milliseconds)
  stopped.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true })
})

/** Waits until the tab is seen. */
function seen(stopped: AbortSignal): Promise<void> {
  if (!document.hidden) return Promise.resolve()
  return new Promise((resolve) => {
    document.addEventListener('visibilitychange', () => resolve(), { once: true })
    stopped.addEventListener('abort', () => resolve(), { once: true })
  })
}

/** A signal that aborts once the tab was hidden for a while, or with another. */
function untilHidden(stopped: AbortSignal): { signal: AbortSignal; done: () => void } {
  const turn = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  const look = () => {
    clearTimeout(timer)
    if (document.hidden) timer = setTimeout(() => turn.abort(), hiddenFor)
  }
  const abort = () => turn.abort()
  document.addEventListener('visibilitychange', look)
  stopped.addEventListener('abort', abort, { once: true })
  return {
    signal: turn.signal,
    done: () => {
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', look)
      stopped.removeEventListener('abort', abort)
    },
  }
}
