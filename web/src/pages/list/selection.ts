import { useState } from 'react'

import type { Item } from './articles'

/** The editions that the person has marked for an act on many. */
export interface Selection {
  has: (id: string) => boolean
  items: Item[]
  toggle: (item: Item, upTo?: boolean) => void
  all: boolean
  toggleAll: () => void
  clear: () => void
}

/** What is marked stays so while the list is read again, and is forgotten with what is there no more. */
export function useSelection(items: Item[]): Selection {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set())
  const [last, setLast] = useState('')
  const marked = ids.size === 0 ? [] : items.filter((one) => ids.has(one.edition.id))
  const toggle = (item: Item, upTo = false) => {
    const next = new Set(ids)
    const at = items.indexOf(item)
    const from = upTo ? items.findIndex((one) => one.edition.id === last) : -1
    const wanted = !ids.has(item.edition.id)
    const range = from < 0 ? [item] : items.slice(Math.min(from, at), Math.max(from, at) + 1)
    for (const one of range) {
      if (wanted) next.add(one.edition.id)
      else next.delete(one.edition.id)
    }
    setIds(next)
    setLast(item.edition.id)
  }
  const all = items.length > 0 && marked.length === items.length
  return {
    has: (id) => ids.has(id),
    items: marked,
    toggle,
    all,
    toggleAll: () => setIds(all ? new Set() : new Set(items.map((one) => one.edition.id))),
    clear: () => setIds(new Set()),
  }
}
