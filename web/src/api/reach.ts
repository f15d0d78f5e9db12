import { useSyncExternalStore } from 'react'

import { house } from '~/app/house'

/** How the page stands to the server: whether it answers, and as which version. */
export interface Reach {
  /** Why nothing is heard from it; empty while it answers. */
  silent: '' | 'offline' | 'unreachable'
  /** It runs another version than that of which the page is. */
  newer: boolean
}

const askEvery = 4_000

const watchers = new Set<() => void>()
let reach: Reach = { silent: '', newer: false }
let asking: ReturnType<typeof setTimeout> | undefined

function tell(part: Partial<Reach>): void {
  const next = { ...reach, ...part }
  if (next.silent === reach.silent && next.newer === reach.newer) return
  reach = next
  for (const one of watchers) one()
}

/** Takes note of an answer. What stands before the server may answer for it while it is away. */
export function heard(answer: Response): void {
  const version = answer.headers.get('Lantoa-Version')
  if (version) answers(version)
  else if (answer.status >= 502 && answer.status <= 504) unheard()
}

/** Takes note of a request without an answer: asks again soon, then says so, and asks until there is one. */
export function unheard(): void {
  if (!navigator.onLine) tell({ silent: 'offline' })
  asking ??= setTimeout(() => void ask(), 500)
}

function answers(version: string): void {
  clearTimeout(asking)
  asking = undefined
  tell({ silent: '', newer: reach.newer || (house.version !== '' && version !== house.version) })
}

/** Asks the server whether it lives, which needs neither a session nor a database. */
async function ask(): Promise<void> {
  clearTimeout(asking)
  asking = undefined
  try {
    const answer = await fetch('/healthz', { cache: 'no-store' })
    if (answer.ok) return answers(((await answer.json()) as { version: string }).version)
  } catch {
    // there is no answer, or it is not the server's
  }
  tell({ silent: navigator.onLine ? 'unreachable' : 'offline' })
  asking ??= setTimeout(() => void ask(), askEvery)
}

/** How the page stands to the server. */
export function useReach(): Reach {
  return useSyncExternalStore((watcher) => {
    watchers.add(watcher)
    return () => watchers.delete(watcher)
  }, () => reach)
}

/** Follows what the browser says of its network. Returns how to stop. */
export function followNetwork(): () => void {
  const lost = () => unheard()
  const back = () => void ask()
  window.addEventListener('offline', lost)
  window.addEventListener('online', back)
  if (!navigator.onLine) unheard()
  return () => {
    window.removeEventListener('offline', lost)
    window.removeEventListener('online', back)
    clearTimeout(asking)
    asking = undefined
  }
}
