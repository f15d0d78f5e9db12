import { useCallback, useRef, useState } from 'react'

import type { Card } from './cards'
import { refusalOf, type Rules } from './refuse'
import type { Waiting } from './Tray'
import { useRefusal } from './useMoves'

interface Over { allDay: boolean; startStr: string }
interface Moving { extendedProps: Record<string, unknown> }

/** Whether a card may be dropped where it is dragged over, and in words why not, while it hangs there. */
export function useDragRefusal(rules: () => Rules) {
  const words = useRefusal()
  const [reason, setReason] = useState('')
  const last = useRef('')
  const say = useCallback((text: string) => {
    if (text === last.current) return
    last.current = text
    queueMicrotask(() => setReason(text)) // it is asked while the calendar renders
  }, [])
  const allow = useCallback((over: Over, moving: Moving | null) => {
    const { card, waiting } = (moving?.extendedProps ?? {}) as { card?: Card; waiting?: Waiting }
    const wall = over.allDay ? `${over.startStr.slice(0, 10)}T23:59` : over.startStr.slice(0, 16)
    if (card && over.allDay) return false
    const post = card?.post ?? { channels: [], ...(waiting?.edition.embargo && { embargo_until: waiting.edition.embargo.until }) }
    const refusal = card && wall === card.wall ? undefined : refusalOf(wall, post, rules())
    say(refusal ? words(refusal) : '')
    return !refusal
  }, [rules, words, say])
  const stop = useCallback(() => say(''), [say])
  return { allow, stop, reason }
}
