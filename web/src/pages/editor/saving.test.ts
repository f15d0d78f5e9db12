import { describe, expect, it } from 'vitest'

import { afterFirst, afterLast, begin, due, isUnsaved, next, type Saving } from './saving'

/** Numbers that look like chance and are the same each time. */
function dice(seed: number): (sides: number) => number {
  let state = seed
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * sides)
  }
}

/** A server that keeps one text, by the number of the change up to which it was sent. */
class Server {
  version = 0
  text = 0
  taken: number[] = []
  put(version: number, text: number): boolean {
    if (version !== this.version) return false
    this.version++
    this.text = text
    this.taken.push(text)
    return true
  }
}

/** Holds in every moment; cheaper than an assertion, of which there would be a hundred thousand. */
function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(what)
}

/** Lives through a random order of typing, answers, errors and lost networks. */
function live(seed: number) {
  const roll = dice(seed)
  const server = new Server()
  let s: Saving = begin({ version: 0, base: 'r1', unsaved: false, at: 0 })
  let flight: { version: number; text: number } | null = null
  let doubtful: number[] = []
  let now = 0
  for (let step = 0; step < 400; step++) {
    now += roll(1_000)
    switch (roll(5)) {
      case 0: case 1:
        s = next(s, { kind: 'typed', at: now })
        break
      case 2: {
        if (!flight) break
        const { version, text } = flight
        const fate = roll(5)
        flight = null
        if (fate === 0) s = next(s, { kind: 'failed', why: 'offline', at: now }) // it never arrived
        else if (fate === 1) { // it arrived, and its answer did not
          server.put(version, text)
          s = next(s, { kind: 'failed', why: 'offline', at: now })
        } else if (server.put(version, text)) {
          s = next(s, { kind: 'answered', version: server.version, at: now })
          doubtful = []
        } else { // only words of our own may stand there
          must(doubtful.includes(server.text), `seed ${seed}: words of nobody`)
          s = next(s, { kind: 'found', version: server.version })
        }
        break
      }
      case 3:
        if (roll(4) === 0) s = next(s, { kind: 'online' })
        break
    }
    const at = due(s)
    if (at !== null && at <= now) {
      must(flight === null, `seed ${seed}: two requests at once`)
      s = next(s, { kind: 'sent' })
      flight = { version: s.version, text: s.flying ?? 0 }
      doubtful.push(flight.text)
    }
    must(s.kept <= s.edits && (isUnsaved(s) || server.text === s.edits), `seed ${seed}: said to be kept and is not`)
  }
  return { s, server, flight, now }
}

describe('saving', () => {
  it('loses nothing, keeps one request in flight and never takes its own save for another, in any order', () => {
    for (let seed = 1; seed <= 300; seed++) {
      let { s, server, flight, now } = live(seed)
      // The network is back, and nobody types: all of it arrives.
      for (let tries = 0; isUnsaved(s) && tries < 10; tries++) {
        if (!flight) {
          const at = due(s)
          if (at === null) throw new Error(`seed ${seed}: nothing is to be sent though something is unsaved`)
          now = Math.max(now, at)
          s = next(s, { kind: 'sent' })
          flight = { version: s.version, text: s.flying ?? 0 }
        }
        s = server.put(flight.version, flight.text) ? next(s, { kind: 'answered', version: server.version, at: now }) : next(s, { kind: 'found', version: server.version })
        flight = null
      }
      expect(isUnsaved(s), `seed ${seed}`).toBe(false)
      expect(server.text).toBe(s.edits)
      expect(server.taken).toEqual(server.taken.toSorted((a, b) => a - b))
    }
  })

  it('sends a moment after the last change, and while typing goes on at the latest after a while', () => {
    let s = begin({ version: 3, base: 'r1', unsaved: false, at: 0 })
    for (let at = 0; at <= 60_000; at += 500) {
      s = next(s, { kind: 'typed', at })
      expect(due(s)).toBe(Math.min(at + afterLast, afterFirst))
    }
  })

  it('sends nothing over words of another window until somebody chose', () => {
    let s = next(begin({ version: 3, base: 'r1', unsaved: true, at: 0 }), { kind: 'sent' })
    s = next(s, { kind: 'stale' })
    s = next(s, { kind: 'typed', at: 9_000 })
    s = next(s, { kind: 'online' })
    expect(due(s)).toBeNull()
    s = next(s, { kind: 'settled', version: 4, base: 'r2', unsaved: true, saved: false, at: 10_000 })
    expect(due(s)).toBe(10_000 + afterLast)
    expect(s).toMatchObject({ version: 4, base: 'r2', trouble: null })
  })

  it('offers a refused text again once it was changed, and asks less and less often where nobody answers', () => {
    let s = next(next(begin({ version: 1, base: 'r', unsaved: true, at: 0 }), { kind: 'sent' }), { kind: 'failed', why: 'refused', at: 0 })
    expect(due(s)).toBeNull()
    s = next(s, { kind: 'typed', at: 100 })
    expect(due(s)).not.toBeNull()
    const waits = [1, 2, 3, 4, 5, 6].map(() => {
      s = next(next(s, { kind: 'sent' }), { kind: 'failed', why: 'offline', at: 0 })
      return due(s)
    })
    expect(waits).toEqual(waits.toSorted((a, b) => Number(a) - Number(b)))
    expect(waits.at(-1)).toBe(30_000)
    expect(due(next(s, { kind: 'online' }))).toBeLessThan(5_000)
  })
})
