import type { Schemas } from '~/api/client'
import { house } from '~/app/house'
import type { Shown } from '~/parts/StateChip'
import { wallOf } from '~/time/format'

import { two } from './days'
import type { Search } from './search'

export type Post = Schemas['CalendarPost']

/** What goes out at one hour, as the calendar draws it. */
export interface Card {
  id: string // of a delivery of it, which stays when it is moved
  post: Post
  wall: string // the hour of the plan where the newsroom is: 2026-11-26T08:00
  state: Shown
}

/** The wall time of an instant where the newsroom is. */
export function wallText(at: string | Date, zone = house.zone): string {
  const wall = wallOf(new Date(at), zone)
  return `${wall.year}-${two(wall.month)}-${two(wall.day)}T${two(wall.hour)}:${two(wall.minute)}`
}

/** One state for all channels of a post: what went wrong shows, and one failure does not paint the others. */
export function stateOf(states: Post['channels'][number]['state'][]): Shown {
  const any = (...which: string[]) => states.some((one) => which.includes(one))
  const out = any('sent', 'confirmed')
  if (any('unsure')) return 'uncertain'
  if (any('attention')) return out ? 'partial' : 'failed'
  if (any('sending', 'polling', 'retrying')) return 'sending'
  if (out) return any('waiting') ? 'partial' : 'published'
  return any('waiting') ? 'scheduled' : 'withdrawn'
}

/** The cards of what the API told, as the filters of the address let them through. */
export function cardsOf(posts: Post[], search: Search): Card[] {
  const cards = posts.map((post): Card => ({
    id: post.channels.map((one) => one.delivery).toSorted()[0] ?? post.release,
    post,
    wall: wallText(post.at),
    state: stateOf(post.channels.map((one) => one.state)),
  }))
  return cards.filter(({ post, state }) => (!search.pillar || post.pillars.includes(search.pillar)) && (!search.unit || post.unit === search.unit) &&
    (!search.channel || post.channels.some((one) => one.channel === search.channel)) && (!search.state || state === search.state))
}
