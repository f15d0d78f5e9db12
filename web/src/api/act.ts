import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'

import { newKey } from './client'
import { toProblem } from './problem'

/**
 * An act of a person: it has a name of its own (Idempotency-Key), which stays the same while
 * nobody knows whether the server heard of it, and everything on the page is read again after it.
 */
export function useAct<Body, Result>(act: (body: Body, key: string) => Promise<Result>, done?: (result: Result, body: Body) => void) {
  const queries = useQueryClient()
  const named = useRef({ key: '', body: '' })
  return useMutation({
    mutationFn: async (body: Body) => {
      const words = JSON.stringify(body) ?? ''
      if (!named.current.key || named.current.body !== words) named.current = { key: newKey(), body: words }
      try {
        const result = await act(body, named.current.key)
        named.current.key = ''
        return result
      } catch (e) {
        if (toProblem(e).status > 0) named.current.key = ''
        throw e
      }
    },
    onSuccess: async (result, body) => {
      await queries.invalidateQueries()
      done?.(result, body)
    },
  })
}
