import { useSyncExternalStore } from 'react'

const watchers = new Set<() => void>()
let wanted = ''

function tell(pointer: string): void {
  wanted = pointer
  for (const one of watchers) one()
}

/** Asks the panel that has a field of the checklist, such as /pictures/0/alt, to show it; the panel may not be there yet. */
export function jumpTo(pointer: string): void {
  tell(pointer)
}

/** Says that the wanted field was shown. */
export function arrived(): void {
  tell('')
}

/** The place in the list of pictures of the one whose field is wanted; -1 for none. */
export function useWantedPicture(): number {
  const pointer = useSyncExternalStore((watcher) => {
    watchers.add(watcher)
    return () => watchers.delete(watcher)
  }, () => wanted)
  const at = /^\/pictures\/(\d+)/.exec(pointer)?.[1]
  return at === undefined ? -1 : Number(at)
}
