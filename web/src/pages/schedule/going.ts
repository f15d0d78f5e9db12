import { api, type Schemas } from '~/api/client'
import { deliveryState } from '~/parts/StateChip'

type Edition = Pick<Schemas['FullEdition'], 'id' | 'state' | 'approved_release' | 'deliveries'>

/** How many channels of an approved edition stand where, and where its readers find it. */
export interface Standing {
  planned: number
  moving: number
  out: number
  stuck: number
  address?: string | undefined
}

/** Counts the posts of one release by how far they are; nothing where none is planned or out. */
export function standingOf(posts: Pick<Schemas['Delivery'], 'release' | 'state' | 'address'>[], release: string | undefined): Standing | undefined {
  const standing: Standing = { planned: 0, moving: 0, out: 0, stuck: 0 }
  for (const one of posts.filter((post) => post.release === release)) {
    switch (deliveryState(one.state)) {
      case 'scheduled': standing.planned++; break
      case 'sending': standing.moving++; break
      case 'published':
        standing.out++
        standing.address ??= one.address
        break
      case 'uncertain': case 'failed': standing.stuck++; break
      default: // taken off the plan or down: it is nowhere
    }
  }
  return standing.planned + standing.moving + standing.out + standing.stuck > 0 ? standing : undefined
}

/** What became of the approved release of an edition so far. */
export function useStanding(edition: Edition): { known: boolean; standing: Standing | undefined } {
  const asks = edition.state === 'approved' && (edition.deliveries ?? []).length > 0
  const { data, isError } = api.useQuery('get', '/deliveries', { params: { query: { edition: edition.id, limit: 100 } } }, { enabled: asks })
  return { known: !asks || isError || data !== undefined, standing: asks && data ? standingOf(data.items, edition.approved_release) : undefined }
}
