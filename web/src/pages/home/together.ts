import type { Schemas } from '~/api/client'
import { deliveryState, type Shown } from '~/parts/StateChip'

type Delivery = Schemas['Delivery']

/** The posts of a story, the earliest first, with the states in which they are. */
export interface Going {
  key: string
  first: Delivery
  posts: Delivery[]
  states: Shown[]
}

/** Puts together what goes out of a story, whatever its languages and channels; the earliest story stands first. */
export function together(deliveries: Delivery[]): Going[] {
  const all = new Map<string, [Delivery, ...Delivery[]]>()
  for (const one of deliveries.toSorted((a, b) => Date.parse(a.due_at) - Date.parse(b.due_at))) {
    const key = one.article ?? one.edition ?? one.id
    const story = all.get(key)
    if (story) story.push(one)
    else all.set(key, [one])
  }
  return Array.from(all, ([key, posts]) => ({ key, first: posts[0], posts, states: [...new Set(posts.map((one) => deliveryState(one.state)))] }))
}
