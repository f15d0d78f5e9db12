import { useSyncExternalStore } from 'react'

const watchers = new Set<() => void>()

/** What a person chose on this machine, such as a density; never text that they wrote. */
export function useKept(name: string, otherwise: string): [string, (value: string) => void] {
  const key = `lantoa.${name}`
  const value = useSyncExternalStore((watcher) => {
    watchers.add(watcher)
    return () => watchers.delete(watcher)
  }, () => localStorage.getItem(key) ?? otherwise)
  return [value, (next) => {
    localStorage.setItem(key, next)
    for (const one of watchers) one()
  }]
}
