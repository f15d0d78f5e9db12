import { createStore, delMany, entries, get, set } from 'idb-keyval'

import type { Words } from './edited'
import type { Local } from './opening'

/** What was typed, on this machine: by person and edition, so that nobody sees another's. */
const store = createStore('lantoa-words', 'kept')

const key = (person: string, edition: string) => `now:${person}:${edition}`

export const keepHere = (person: string, edition: string, local: Local) => set(key(person, edition), local, store)

export async function findHere(person: string, edition: string): Promise<Local | null> {
  try {
    return (await get<Local>(key(person, edition), store)) ?? null
  } catch {
    return null // a browser that keeps nothing; the server does
  }
}

const thirtyDays = 30 * 86_400_000

/** Lays words aside that a person dropped; they stay for thirty days. */
export async function layAside(person: string, edition: string, words: Words): Promise<void> {
  await set(`aside:${person}:${edition}:${Date.now()}`, words, store)
  const all = await entries<string, Words>(store)
  await delMany(all.map(([name]) => name).filter((name) => name.startsWith('aside:') && Number(name.split(':').at(-1)) < Date.now() - thirtyDays), store)
}
