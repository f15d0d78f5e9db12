import { useQueryClient } from '@tanstack/react-query'

import { client, dataOf, type Schemas } from '~/api/client'

/** Reading notices, one or all that are there; what was read is not mailed. */
export function useReading() {
  const queries = useQueryClient()
  const again = () => queries.invalidateQueries({ predicate: (query) => String(query.queryKey[1]).startsWith('/notices') })
  return {
    one: async (notice: Schemas['Notice']) => {
      if (notice.read_at) return
      dataOf(await client.POST('/notices/{id}/read', { params: { path: { id: notice.id } } }))
      await again()
    },
    upTo: async (newest: string) => {
      dataOf(await client.POST('/notices/read', { body: { up_to: newest } }))
      await again()
    },
  }
}
