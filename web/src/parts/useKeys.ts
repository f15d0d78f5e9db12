import { useEffect, useEffectEvent } from 'react'

import { useKept } from '~/app/kept'

/** Whether a key press belongs to whatever has the focus: a text field, a list of choices, an open dialog. */
function taken(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return true
  if (document.querySelector('[role=dialog][aria-modal=true], [data-menu-dropdown]')) return true
  const at = event.target
  return at instanceof HTMLElement && (at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName))
}

/** Single letters that act on a page, such as `a` to approve; a person may switch them off (kept as `shortcuts`). */
export function useKeys(keys: Record<string, (() => void) | undefined>): void {
  const [on] = useKept('shortcuts', 'on')
  const press = useEffectEvent((event: KeyboardEvent) => {
    const act = taken(event) ? undefined : keys[event.key.toLowerCase()]
    if (!act) return
    event.preventDefault()
    act()
  })
  useEffect(() => {
    if (on !== 'on') return
    const hear = (event: KeyboardEvent) => press(event)
    document.addEventListener('keydown', hear)
    return () => document.removeEventListener('keydown', hear)
  }, [on])
}
