import { useEffect, useEffectEvent } from 'react'

/** Hears keys that are pressed with Ctrl, before whatever has the focus does, anywhere but in a dialog. */
export function useCtrl(acts: Record<string, () => unknown>): void {
  const hear = useEffectEvent((event: KeyboardEvent) => {
    const key = `${event.altKey ? 'alt+' : ''}${event.shiftKey ? 'shift+' : ''}${/^Digit\d$/.test(event.code) ? event.code.slice(5) : event.key.length === 1 ? event.key.toLowerCase() : event.key}`
    const act = acts[key]
    if (!act || !(event.ctrlKey || event.metaKey) || event.isComposing) return
    event.preventDefault()
    event.stopPropagation() // the text has keys of its own
    if (!document.querySelector('[role=dialog]')) act()
  })
  useEffect(() => {
    const one = (event: KeyboardEvent) => hear(event)
    document.addEventListener('keydown', one, true)
    return () => document.removeEventListener('keydown', one, true)
  }, [])
}
