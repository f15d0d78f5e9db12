import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'

import { reviewAddress, useQueue } from '~/pages/reviews/queue'
import { goTo } from '~/parts/Go'

/** Goes to the next story that waits, or to the one before; after the last, back to the list. */
export function useWay(edition: { id: string }): (by: 1 | -1) => void {
  const navigate = useNavigate()
  const { data: items = [] } = useQueue('mine', 100)
  const found = items.findIndex((one) => one.edition === edition.id)
  const last = useRef(0) // where it stood before it was decided on; the next one stands there by then
  useEffect(() => {
    if (found >= 0) last.current = found
  }, [found])
  return (by) => {
    const to = found >= 0 ? items[found + by] : items[by > 0 ? last.current : last.current - 1]
    void navigate(to ? goTo(reviewAddress(to)) : goTo('/reviews'))
  }
}
