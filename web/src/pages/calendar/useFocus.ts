import { useCallback, useEffect, useRef } from 'react'

/**
 * Keeps the focus on a card that a person moved by keyboard. The calendar draws it anew where it
 * went, at least twice: at once, and as the server keeps it.
 */
export function useFocus(drawn: unknown): (id: string) => void {
  const kept = useRef<string>(undefined)
  useEffect(() => {
    const leave = (event: Event) => {
      if (event instanceof KeyboardEvent && event.key !== 'Tab') return
      kept.current = undefined
    }
    document.addEventListener('pointerdown', leave, true)
    document.addEventListener('keydown', leave, true)
    return () => {
      document.removeEventListener('pointerdown', leave, true)
      document.removeEventListener('keydown', leave, true)
    }
  }, [])
  useEffect(() => {
    if (!kept.current || drawn === undefined) return undefined
    let frame = 0
    let looks = 0
    const look = () => {
      const card = kept.current && document.querySelector<HTMLElement>(`[data-card="${CSS.escape(kept.current)}"]`)
      if (card && document.activeElement !== card) card.focus()
      if (++looks < 30) frame = requestAnimationFrame(look)
    }
    look()
    return () => cancelAnimationFrame(frame)
  }, [drawn])
  return useCallback((id) => {
    kept.current = id
  }, [])
}
