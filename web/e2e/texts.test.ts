import { describe, expect } from 'vitest'

import { test } from './desk'
import { places, worldOf } from './pages'
import { looks, Visitor } from './tour'

describe('E01 texts', () => {
  test('every page has all its texts in both languages', { timeout: 300_000 }, async ({ browser, house }) => {
    const world = await worldOf(house)
    const missing: string[] = []
    for (const place of places) {
      const visitor = await Visitor.come(browser, house, place.who[0], place.refusals)
      for (const look of looks.slice(0, 2)) {
        await visitor.look(place, world, look)
        const page = await visitor.page.evaluate(() => ({ lang: document.documentElement.lang, whole: document.documentElement.outerHTML }))
        for (const key of page.whole.match(/⟦[^⟧]*⟧/g) ?? []) missing.push(`${place.name} ${look.lang}: ${key}`)
        if (page.lang !== look.lang) missing.push(`${place.name}: says that it is ${page.lang} where it is ${look.lang}`)
      }
      await visitor.leave()
    }
    expect(missing).toEqual([])
  })
})
