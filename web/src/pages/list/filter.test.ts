import { describe, expect, it } from 'vitest'

import { filterOf, narrows, queryOf, readSearch, sameFilter, searchOf, type Filter } from './filter'

const whole: Filter = {
  state: ['draft', 'approved'], publication: ['uncertain', 'failed'], lang: 'vi', missing_lang: 'en', pillar: 'none', area: 'x', unit: ['a', 'b'], created_by: 'p',
  mine: true, waiting: true, due: 'today', outdated: false, newer_pieces: true, q: 'lễ hội', sort: 'due',
}

describe('a filter and its address', () => {
  it('say the same, there and back', () => {
    const search = searchOf(whole)
    expect(search).toMatchObject({ state: 'draft,approved', unit: 'a,b', outdated: false, q: 'lễ hội' })
    expect(sameFilter(filterOf(search as Record<string, unknown>), whole)).toBe(true)
    expect(readSearch(search as Record<string, unknown>)).toEqual(searchOf(filterOf(search as Record<string, unknown>)))
  })
  it('leave out what no list understands', () => {
    expect(filterOf({ state: 'draft,nonsense', publication: 'x', due: 'mai', sort: 'title', mine: 'yes', outdated: 'true', colour: 'red', pillar: '', unit: ',' })).toEqual({ state: ['draft'] })
  })
  it('takes a number for the words that it is', () => {
    expect(filterOf({ q: 2026 }).q).toBe('2026')
  })
  it('asks the API in its own words', () => {
    expect(queryOf({ outdated: true, newer_pieces: false, mine: true })).toEqual({ outdated: 'true', newer_pieces: 'false', mine: true })
  })
  it('is another where anything is', () => {
    expect(sameFilter({ mine: true }, { mine: true, q: 'a' })).toBe(false)
    expect(sameFilter({ state: ['draft', 'approved'] }, { state: ['approved', 'draft'] })).toBe(true)
    expect(narrows({ q: 'a', sort: 'due' })).toBe(0)
    expect(narrows({ q: 'a', mine: true })).toBe(1)
  })
})
