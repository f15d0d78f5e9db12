import { useEffect, useState } from 'react'

/** Gives the focus back to where it was, once a dialog is gone that is drawn only while it is open. */
export function useFocusBack(): void {
  const [before] = useState(() => document.activeElement)
  useEffect(() => () => {
    if (document.activeElement === document.body && before instanceof HTMLElement) before.focus({ preventScroll: true })
  }, [before])
}
