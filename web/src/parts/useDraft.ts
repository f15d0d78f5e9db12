import { del, get, set } from 'idb-keyval'
import { useEffect, useRef, useState } from 'react'

import { useMe } from '~/session/me'

/**
 * Words that a person is writing and has not sent: kept on this machine under a name until they
 * are, so that a closed tab or another panel loses none. `undefined` while nothing is written.
 */
export function useDraft<T>(name: string): [T | undefined, (words: T | undefined) => void] {
  const me = useMe()
  const key = `draft:${me.id}:${name}`
  const [held, setHeld] = useState<{ key: string; words: T | undefined }>({ key, words: undefined })
  const touched = useRef('')
  useEffect(() => {
    let gone = false
    void get<T>(key).then((words) => {
      if (!gone && words !== undefined && touched.current !== key) setHeld({ key, words })
    }, () => undefined) // a browser that keeps nothing is no reason not to write
    return () => void (gone = true)
  }, [key])
  return [held.key === key ? held.words : undefined, (words) => {
    touched.current = key
    setHeld({ key, words })
    void (words === undefined ? del(key) : set(key, words)).catch(() => undefined)
  }]
}
