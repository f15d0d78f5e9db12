import { describe, expect, it } from 'vitest'

import { standingOf } from './going'

describe('what became of a release', () => {
  it('is counted by channel, of that release alone, with the first address at which it is out', () => {
    expect(standingOf([
      { release: 'new', state: 'waiting' }, { release: 'new', state: 'polling' }, { release: 'new', state: 'confirmed' }, { release: 'new', state: 'sent', address: 'https://portal.example/1' },
      { release: 'new', state: 'unsure' }, { release: 'new', state: 'cancelled' }, { release: 'old', state: 'sent', address: 'https://portal.example/0' },
    ], 'new')).toEqual({ planned: 1, moving: 1, out: 2, stuck: 1, address: 'https://portal.example/1' })
  })
  it('is nothing where all was taken off the plan', () => {
    expect(standingOf([{ release: 'new', state: 'cancelled' }, { release: 'old', state: 'sent' }], 'new')).toBeUndefined()
  })
})
