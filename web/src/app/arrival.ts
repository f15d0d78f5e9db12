import { useRouter } from '@tanstack/react-router'
import { useEffect, type RefObject } from 'react'

import { say } from '~/parts/say'

/**
 * On arrival at another page, puts the focus at its content, where a keyboard and a screen
 * reader go on, and has the page's name said. A page that put the focus into itself, and a dialog
 * over it, keep it.
 */
export function useArrival(main: RefObject<HTMLElement | null>): void {
  const router = useRouter()
  useEffect(() => {
    let saying: ReturnType<typeof setTimeout> | undefined
    const stop = router.subscribe('onRendered', ({ fromLocation, pathChanged }) => {
      if (!fromLocation || !pathChanged || !main.current) return
      const at = document.activeElement
      const inFrame = main.current.parentElement?.contains(at) ?? false
      if (!at || at === document.body || (inFrame && !main.current.contains(at))) main.current.focus({ preventScroll: true })
      clearTimeout(saying)
      saying = setTimeout(() => say(document.title), 400) // by then the page has named itself
    })
    return () => {
      stop()
      clearTimeout(saying)
    }
  }, [router, main])
}
