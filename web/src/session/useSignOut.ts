import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'

import { client } from '~/api/client'
import { goTo } from '~/parts/Go'

import { leaveAll } from './leaving'
import { become } from './me'

/** Signs out. Whoever signs in next begins at the overview, and not where somebody else was. */
export function useSignOut(): () => Promise<void> {
  const queries = useQueryClient()
  const navigate = useNavigate()
  return async () => {
    await leaveAll()
    await queries.cancelQueries()
    await client.DELETE('/session')
    become(queries, null)
    await new Promise((resolve) => setTimeout(resolve, 50)) // the former page has gone by then; drawn anew, it would miss its person
    await navigate(goTo('/'))
  }
}
