import { useSyncExternalStore } from 'react'

/** Why a password is asked for over the page. */
export type Ask = 'expired' | 'proof' | 'signed-out'

interface Waiting {
  ask: Ask
  done: Promise<void>
  resolve: () => void
  reject: (reason: Error) => void
}

/** Thrown to whoever sent a request, when the person closed the dialog without a password. */
export class NotSignedIn extends Error {}

const listeners = new Set<() => void>()
const state: { waiting: Waiting | null; known: boolean } = { waiting: null, known: false }

/** Told by the page once somebody is signed in, and once nobody is. */
export function setKnown(known: boolean): void {
  state.known = known
}

/** What has to be asked on a problem's code, if anything. */
export function whatToAsk(code: string): Ask | undefined {
  if (code === 'session_expired') return 'expired'
  if (code === 'proof_required') return 'proof'
  return code === 'unauthenticated' && state.known ? 'signed-out' : undefined
}

/** Waits until the person gave a password; requests that come meanwhile wait with the first. */
export function askAgain(ask: Ask): Promise<void> {
  if (!state.waiting) {
    let settle: Pick<Waiting, 'resolve' | 'reject'> | undefined
    const done = new Promise<void>((resolve, reject) => (settle = { resolve, reject }))
    state.waiting = { ask, done, ...settle! }
    tell()
  }
  return state.waiting.done
}

/** Ends the waiting: the requests go on, or fail. */
export function answered(signedIn: boolean): void {
  const waiting = state.waiting
  state.waiting = null
  if (signedIn) waiting?.resolve()
  else waiting?.reject(new NotSignedIn())
  tell()
}

function tell(): void {
  for (const one of listeners) one()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** What is being asked now, for the dialog. */
export function useAsked(): Ask | null {
  return useSyncExternalStore(subscribe, () => state.waiting?.ask ?? null)
}
