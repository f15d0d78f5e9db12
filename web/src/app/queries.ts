import { QueryClient } from '@tanstack/react-query'

import { toProblem, unreachable } from '~/api/problem'

/** What was read from the server; events say what to read again. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      // A refusal stays one. What did not arrive, or broke at the server, is asked twice more.
      retry: (failures, error) => {
        const problem = toProblem(error)
        return failures < 2 && (problem.code === unreachable || problem.status >= 500)
      },
    },
  },
})
