import { createContext, lazy, useContext, useState, type ComponentType, type LazyExoticComponent } from 'react'

/** A tab beside the text. The list is in the order in which they stand. */
export interface PanelTab {
  name: 'info' | 'pictures' | 'channels' | 'check' | 'comments' | 'history'
  part: LazyExoticComponent<ComponentType>
}

export const tabs: PanelTab[] = [
  { name: 'info', part: lazy(async () => ({ default: (await import('./panel/Info')).Info })) },
  { name: 'pictures', part: lazy(async () => ({ default: (await import('./panel/Pictures')).Pictures })) },
  { name: 'channels', part: lazy(async () => ({ default: (await import('./panel/Channels')).Channels })) },
  { name: 'check', part: lazy(async () => ({ default: (await import('./panel/Check')).Check })) },
  { name: 'comments', part: lazy(async () => ({ default: (await import('./panel/Comments')).Comments })) },
  { name: 'history', part: lazy(async () => ({ default: (await import('./panel/History')).History })) },
]

interface Panels {
  shown: string
  open: (name: string) => void
}

export const PanelsContext = createContext<Panels>({ shown: 'info', open: () => undefined })

export function usePanels(): Panels {
  const [shown, open] = useState('info')
  return { shown, open }
}

/** Opens one of the panels, from anywhere on the page. */
export const useOpenPanel = () => useContext(PanelsContext)
