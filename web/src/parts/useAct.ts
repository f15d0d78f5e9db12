import { useState } from 'react'

import { fieldError, toProblem, type Problem } from '~/api/problem'
import { NotSignedIn } from '~/session/again'

/** An act that a page sends: whether it is on its way, what went wrong, and with which field. */
export interface Act {
  busy: boolean
  problem: Problem | undefined
  error: (pointer: string) => string | undefined
  /** Sends; true once it was done. Who closes the dialog that asks for a password has changed their mind: no problem. */
  run: (send: () => Promise<unknown>) => Promise<boolean>
  clear: () => void
}

export function useAct(): Act {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem>()
  return {
    busy,
    problem,
    error: (pointer) => fieldError(problem, pointer),
    clear: () => setProblem(undefined),
    run: async (send) => {
      setBusy(true)
      setProblem(undefined)
      try {
        await send()
        return true
      } catch (e) {
        if (!(e instanceof NotSignedIn)) setProblem(toProblem(e))
        return false
      } finally {
        setBusy(false)
      }
    },
  }
}
