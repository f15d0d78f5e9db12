import { useEffect, useState } from 'react'

import { client, type Schemas } from '~/api/client'
import { read } from '~/api/live'
import { onLeaving } from '~/session/leaving'

const every = 15_000

/** Tells that somebody is in an edition, and hears who else is. */
export function useGuests({ id, article, lang }: { id: string; article: string; lang: string }, doing: 'reading' | 'editing'): Schemas['Guest'][] {
  const [guests, setGuests] = useState<Schemas['Guest'][]>([])
  const [gone, setGone] = useState(false)
  useEffect(() => {
    if (gone) return
    let left = false
    const tell = () => void client.PUT('/articles/{id}/editions/{lang}/presence', { params: { path: { id: article, lang } }, body: { doing } })
      .then(({ data }) => data && !left && setGuests(data.people), () => undefined)
    tell()
    const timer = setInterval(tell, every)
    return () => {
      left = true
      clearInterval(timer)
    }
  }, [article, lang, doing, gone])
  useEffect(() => {
    const params = { params: { path: { id: article, lang } } }
    const stop = new AbortController()
    let left = false
    const leave = async () => {
      if (left) return
      left = true
      stop.abort()
      await client.DELETE('/articles/{id}/editions/{lang}/presence', { ...params, keepalive: true }).catch(() => undefined)
    }
    const hide = () => void leave()
    const forget = onLeaving(() => {
      setGone(true)
      return leave()
    })
    window.addEventListener('pagehide', hide)
    void listen(id, stop.signal, () => void client.GET('/articles/{id}/editions/{lang}/presence', params).then(({ data }) => data && !stop.signal.aborted && setGuests(data.people), () => undefined))
    return () => {
      window.removeEventListener('pagehide', hide)
      forget()
      void leave()
    }
  }, [id, article, lang])
  return guests
}

/** Hears of changes at once while the stream holds; the answers of every fifteen seconds tell the rest. */
async function listen(edition: string, stop: AbortSignal, changed: () => void): Promise<void> {
  while (!stop.aborted) {
    try {
      await read(`?edition=${edition}`, '', stop, (event) => event.kind === 'presence' && changed())
    } catch { /* asked again below */ }
    await new Promise((resolve) => {
      const timer = setTimeout(resolve, every)
      stop.addEventListener('abort', () => (clearTimeout(timer), resolve(undefined)), { once: true })
    })
  }
}
