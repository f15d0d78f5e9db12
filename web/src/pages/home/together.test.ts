import { describe, expect, it } from 'vitest'

import type { Schemas } from '~/api/client'

import { together } from './together'

const post = (id: string, article: string, due_at: string, state: Schemas['Delivery']['state'] = 'waiting') => ({ id, article, edition: `${article}-vi`, due_at, state }) as Schemas['Delivery']

describe('what goes out today', () => {
  it('is one line a story with all its posts, by the hour of the first', () => {
    const lines = together([post('1', 'b', '2026-11-28T09:00:00Z'), post('2', 'a', '2026-11-28T08:00:00.5Z', 'sent'), post('3', 'b', '2026-11-28T07:00:00Z', 'confirmed'), post('4', 'a', '2026-11-28T08:00:00Z')])
    expect(lines.map((one) => one.posts.map((of) => of.id))).toEqual([['3', '1'], ['4', '2']])
    expect(lines[0]?.states).toEqual(['published', 'scheduled'])
  })
})
