import { useLocation, useNavigate } from '@tanstack/react-router'

/** What is chosen on a page and stands in its address, so that a link shows the same. */
export function useAddress(): { of: (name: string) => string; set: (change: Record<string, string>) => void } {
  const search = useLocation({ select: (location) => location.search as Record<string, unknown> })
  const navigate = useNavigate()
  return {
    of: (name) => {
      const value = search[name]
      return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
    },
    set: (change) => {
      const next = Object.fromEntries(Object.entries({ ...search, ...change }).filter(([, value]) => value !== ''))
      void navigate({ to: '.', search: next as never, replace: true })
    },
  }
}
