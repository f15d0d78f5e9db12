import { useNavigate } from '@tanstack/react-router'
import { useEffect, useEffectEvent, useRef } from 'react'

import { goTo } from '~/parts/Go'
import { mayAnywhere, useMe } from '~/session/me'

import { useKept } from './kept'
import { roomsOf } from './menu'

/** How long after G the second letter is waited for. */
const waitFor = 1_500

/** Whether a key press belongs to whatever has the focus, or is one of several at once. */
export function isTaken(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return true
  if (document.querySelector('[role=dialog][aria-modal=true], [data-menu-dropdown]')) return true
  const at = event.target
  return at instanceof HTMLElement && (at.isContentEditable || at.matches('textarea, select, input:not([type=checkbox], [type=radio])'))
}

/** Keys that act on every page: Ctrl+K always; single ones unless the person switched them off. */
export function useGlobalKeys({ onPalette, onHelp }: { onPalette: () => void; onHelp: () => void }): void {
  const me = useMe()
  const navigate = useNavigate()
  const [single] = useKept('shortcuts', 'on')
  const after = useRef(0)
  function act(key: string, now: number): (() => void) | undefined {
    if (now - after.current < waitFor) {
      after.current = 0
      const room = roomsOf(me).find((one) => one.key === key)
      return room && (() => void navigate(goTo(room.to)))
    }
    switch (key) {
      case 'g': return () => void (after.current = now)
      case 'c': return mayAnywhere(me, 'article.create') ? () => void navigate(goTo('/articles/new')) : undefined
      case '/': return () => toSearch(() => navigate(goTo('/articles')))
      case '?': return onHelp
      default: return undefined
    }
  }
  const press = useEffectEvent((event: KeyboardEvent) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === 'k') {
      event.preventDefault()
      onPalette()
      return
    }
    if (single !== 'on' || isTaken(event)) return
    const does = act(event.key.toLowerCase(), event.timeStamp)
    if (!does) return
    event.preventDefault()
    does()
  })
  useEffect(() => {
    const hear = (event: KeyboardEvent) => press(event)
    document.addEventListener('keydown', hear)
    return () => document.removeEventListener('keydown', hear)
  }, [])
}

/** Puts the focus into the search field of the list, going there first where it is not on the page. */
function toSearch(go: () => Promise<void>): void {
  const field = () => document.getElementById('search')
  const there = field()
  if (there) there.focus()
  else void go().then(() => requestAnimationFrame(() => field()?.focus()))
}
