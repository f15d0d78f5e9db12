import { useSyncExternalStore } from 'react'

const watchers = new Set<() => void>()
let said = ''

/** Has screen readers say what people see happen, such as a move or a new page; politely, after what they are saying. */
export function say(words: string): void {
  // The same words once more are told apart by a space, or nothing would have changed.
  said = words === said ? words + '\u00a0' : words
  for (const one of watchers) one()
}

/** What was said last. */
export function useSaid(): string {
  return useSyncExternalStore((watcher) => {
    watchers.add(watcher)
    return () => watchers.delete(watcher)
  }, () => said)
}
