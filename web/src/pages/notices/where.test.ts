import { describe, expect, it } from 'vitest'

import type { Schemas } from '~/api/client'

import { placeOf } from './where'

const of = (part: Partial<Schemas['Notice']>) => placeOf({ kind: '', id: 'n', asks: true, times: 1, reminders: 0, first_at: '', last_at: '', text: { vi: '', en: '' }, ...part })

describe('where a notice leads', () => {
  it('is the place where something can be done about it', () => {
    expect(of({ kind: 'edition.to_approve', article: 'a', lang: 'en' })?.to).toBe('/articles/a/en/review')
    expect(of({ kind: 'edition.changes_requested', article: 'a', lang: 'vi' })?.to).toBe('/articles/a/vi')
    expect(of({ kind: 'delivery.trouble', article: 'a', lang: 'vi', delivery: 'd' })?.to).toBe('/deliveries/d')
    expect(of({ kind: 'channel.paused', channel: 'c' })?.to).toBe('/channels/c')
    expect(of({ kind: 'planned.assigned', planned: 'p' })).toEqual({ to: '/calendar', search: { planned: 'p' } })
    expect(of({ kind: 'person.roles_changed' })?.to).toBe('/me')
  })
  it('is nowhere for what has no page', () => {
    expect(of({ kind: 'house.moved' })).toBeUndefined()
  })
})
