import { useEffect, useEffectEvent } from 'react'

/** Hears keys that are pressed with Ctrl, before whatever has the focus does, anywhere but in a dialog. */
export function useCtrl(acts: Record<string, () => unknown>): void {
  const hear = useEffectEvent((event: KeyboardEvent) => {
    const act = acts[event.key]
    if (!act || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.isComposing) return
    event.preventDefault()
    if (!document.querySelector('[role=dialog]')) act()
  })
  useEffect(() => {
    const one = (event: KeyboardEvent) => hear(event)
    document.addEventListener('keydown', one, true)
    return () => document.removeEventListener('keydown', one, true)
  }, [])
}
