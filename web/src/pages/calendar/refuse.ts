import type { Schemas } from '~/api/client'

import { wallText, type Post } from './cards'

/** Why a post may not go at an hour, as far as the page can tell; the server has the last word. */
export type Refusal = { why: 'past' } | { why: 'embargo'; until: string } | { why: 'closed'; name: Schemas['LocalizedText'] }

/** What the days and channels say of where posts may go. */
export interface Rules {
  now: string // wall time
  closed: Map<string, Schemas['ClosedDay']> // by day
  keeping: Set<string> // ids of the channels that keep closed days
}

export function refusalOf(wall: string, post: Pick<Post, 'embargo_until'> & { channels: { channel: string }[] }, rules: Rules): Refusal | undefined {
  if (wall < rules.now) return { why: 'past' }
  const until = post.embargo_until && wallText(post.embargo_until)
  if (until && wall < until) return { why: 'embargo', until }
  // On a day without slots, what is planned for an hour of it goes out; on a closed one it rests.
  const closed = rules.closed.get(wall.slice(0, 10))
  if (closed?.effect === 'closed' && post.channels.some((one) => rules.keeping.has(one.channel))) return { why: 'closed', name: closed.name }
  return undefined
}
