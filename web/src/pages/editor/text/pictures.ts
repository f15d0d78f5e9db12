import type { QueryClient } from '@tanstack/react-query'

import { api } from '~/api/client'

const hour = 3_600_000

/**
 * Where a picture of a text can be seen in the house: its public address shows nothing before the
 * story is out. Null for those of other sites, which the page may not load.
 */
export async function addressOf(queries: QueryClient, src: string, pictures: string[]): Promise<string | null> {
  const hash = /^\/media\/([0-9a-f]{64})\./.exec(src)?.[1]
  if (!hash) return null
  const all = await Promise.all(pictures.map((id) => queries.fetchQuery({ ...api.queryOptions('get', '/media/{id}', { params: { path: { id } } }), staleTime: hour }).catch(() => null)))
  const one = all.find((picture) => picture?.files.some((file) => file.hash === hash))
  return one ? `/api/v1/media/${one.id}/files/${hash}` : null
}
