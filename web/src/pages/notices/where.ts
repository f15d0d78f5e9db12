import type { Schemas } from '~/api/client'
import type { Query } from '~/parts/Go'

type Notice = Schemas['Notice']

/** What somebody has to look at because of a notice. */
export interface Place {
  to: string
  search?: Query
}

const decided = new Set(['edition.to_approve', 'edition.to_recheck', 'edition.recheck_failed', 'edition.approved'])

/** Where a notice leads; undefined for what is told of something that has no page. */
export function placeOf(one: Notice): Place | undefined {
  if (one.delivery) return { to: `/deliveries/${one.delivery}` }
  if (one.article) return { to: `/articles/${one.article}/${one.lang ?? 'vi'}${decided.has(one.kind) ? '/review' : ''}` }
  if (one.channel) return { to: `/channels/${one.channel}` }
  if (one.planned) return { to: '/calendar', search: { planned: one.planned } }
  if (one.request) return { to: '/press', search: { request: one.request } }
  switch (one.kind.split('.')[0]) {
    case 'delegation': case 'person': return { to: '/me' }
    default: return undefined
  }
}
