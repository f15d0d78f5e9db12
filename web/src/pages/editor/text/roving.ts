import { useEffect, useRef, type KeyboardEvent } from 'react'

const tools = 'button:not([disabled]), [role=combobox]'

/** A toolbar of which one tool is in the order of Tab; arrows go from one to the next. */
export function useRoving() {
  const bar = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const all = [...(bar.current?.querySelectorAll<HTMLElement>(tools) ?? [])]
    const stop = all.find((one) => one === document.activeElement) ?? all.find((one) => one.tabIndex === 0) ?? all[0]
    for (const one of all) one.tabIndex = one === stop ? 0 : -1
  })
  return {
    ref: bar,
    onKeyDown: (event: KeyboardEvent) => {
      const all = [...(bar.current?.querySelectorAll<HTMLElement>(tools) ?? [])]
      const at = all.indexOf(document.activeElement as HTMLElement)
      const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key]
      if (at < 0 || to === undefined) return
      event.preventDefault()
      const one = all[(to + all.length) % all.length]
      for (const other of all) other.tabIndex = other === one ? 0 : -1
      one?.focus()
    },
  }
}
