import { client, dataOf, newKey, taggedOf, type Schemas } from '~/api/client'
import { toProblem, type Problem } from '~/api/problem'

import type { Item } from './articles'

/** What came of an act on many: how to take each back that was done, and what went wrong with the others. */
export interface Outcome {
  done: (() => Promise<unknown>)[]
  refused: { title: string; problem: Problem }[]
}

/** Does an act on one after another, whatever comes of each. */
export async function onEach<T>(all: T[], titleOf: (one: T) => string, act: (one: T) => Promise<() => Promise<unknown>>): Promise<Outcome> {
  const outcome: Outcome = { done: [], refused: [] }
  for (const one of all) {
    try {
      outcome.done.push(await act(one))
    } catch (e) {
      outcome.refused.push({ title: titleOf(one), problem: toProblem(e) })
    }
  }
  return outcome
}

/** The stories of editions, each once. */
export function storiesOf(items: Item[]): Item[] {
  return items.filter((one, at) => items.findIndex((other) => other.article.id === one.article.id) === at)
}

type Facets = Schemas['Facets']

async function patch(id: string, body: Schemas['ArticlePatch'], tag?: string): Promise<string> {
  const match = tag ?? taggedOf(await client.GET('/articles/{id}', { params: { path: { id } } })).tag
  return taggedOf(await client.PATCH('/articles/{id}', { params: { path: { id }, header: { 'If-Match': match } }, body })).tag
}

/** Gives a story a pillar or an area beside those that it has; undone by putting back what it had. */
export async function tag(item: Item, kind: 'pillars' | 'areas', code: string): Promise<() => Promise<unknown>> {
  const { data, tag } = taggedOf(await client.GET('/articles/{id}', { params: { path: { id: item.article.id } } }))
  const had: Facets[typeof kind] = data.facets[kind] ?? []
  if (had.includes(code)) return async () => undefined
  const now = await patch(data.id, { facets: { ...data.facets, [kind]: [...had, code] } }, tag)
  // A list that is left out would stay as it is.
  return () => patch(data.id, { facets: { ...data.facets, [kind]: had } }, now)
}

/** Names somebody as co-author of a story; undone by taking them out. */
export async function share(item: Item, person: string): Promise<() => Promise<unknown>> {
  const { data, tag } = taggedOf(await client.GET('/articles/{id}', { params: { path: { id: item.article.id } } }))
  if (data.coauthors.includes(person)) return async () => undefined
  const now = await patch(data.id, { coauthors: [...data.coauthors, person] }, tag)
  return () => patch(data.id, { coauthors: data.coauthors }, now)
}

/** Puts an edition away. Bringing it back takes another right, so that nobody promises to undo it. */
export async function archive(item: Item): Promise<() => Promise<unknown>> {
  const path = { id: item.article.id, lang: item.edition.lang }
  dataOf(await client.POST('/articles/{id}/editions/{lang}/archive', { params: { path, header: { 'Idempotency-Key': newKey() } } }))
  return async () => undefined
}

/** A wall time some days later: the hour stays. */
export function later(wall: string, days: number): string {
  const [day = '', hour = ''] = wall.split('T')
  const at = new Date(`${day}T00:00:00Z`)
  at.setUTCDate(at.getUTCDate() + days)
  return `${at.toISOString().slice(0, 10)}T${hour}`
}

/** What of an edition waits for an hour that somebody typed. */
export function planned(item: Item): NonNullable<Item['channels']> {
  return item.channels?.filter((one) => one.state === 'waiting' && one.time) ?? []
}

/** Moves all that is planned of an edition by some days, each channel at its hour; undone by moving it back. */
export async function move(item: Item, days: number): Promise<() => Promise<unknown>> {
  const waiting = planned(item)
  const hours = Array.from(new Set(waiting.map((one) => `${one.time} ${one.zone}`)), (hour) => waiting.filter((one) => `${one.time} ${one.zone}` === hour))
  const schedule = async (by: number) => {
    for (const channels of hours) {
      const { time = '', zone = '' } = channels[0] ?? {}
      dataOf(await client.POST('/articles/{id}/editions/{lang}/schedule', {
        params: { path: { id: item.article.id, lang: item.edition.lang }, header: { 'Idempotency-Key': newKey() } },
        body: { channels: channels.map((one) => one.channel), at: { time: later(time, by), zone }, offset_seconds: Object.fromEntries(channels.map((one) => [one.channel, one.offset_seconds])) },
      }))
    }
  }
  await schedule(days)
  return () => schedule(0)
}
