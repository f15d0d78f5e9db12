import { useEffect } from 'react'

import { house } from '~/app/house'

/** Names the page in the browser's tab and, to screen readers, on arrival. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title ? `${title} · ${house.site}` : house.site
  }, [title])
}
