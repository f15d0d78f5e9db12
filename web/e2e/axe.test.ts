import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { describe, expect } from 'vitest'

import { test } from './desk'
import { places, worldOf, type Place } from './pages'
import { routesOf, todaysLooks, Visitor, todaysPlaces } from './tour'

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/**
 * What axe finds wrong, one line each. A menu or a list over the page stands outside of every
 * landmark by its nature and belongs to the button that opened it, so that rule looks at pages alone.
 */
async function violations(page: Page, where: string, layer = ''): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).withTags(tags).disableRules(layer ? ['region'] : []).analyze()
  return violations.flatMap((one) => one.nodes.map((node) => `${where} ${layer}: ${one.id} at ${node.target.join(' ')}: ${node.failureSummary?.split('\n').slice(1).join('; ').trim()}`))
}

describe('E27 everybody can use every page', () => {
  test('each route of the router is a page of the tour, and each page of the tour a route', async ({ browser, house }) => {
    const visitor = await Visitor.come(browser, house, 'editor')
    await visitor.look(places[0]!, await worldOf(house), { lang: 'vi', scheme: 'light' })
    const routes = await routesOf(visitor.page)
    expect(routes.filter((route) => !places.some((place) => place.route === route)), 'routes that e2e/pages.ts lacks').toEqual([])
    expect(places.map((place) => place.route).filter((route) => !routes.includes(route)), 'pages that have no route').toEqual([])
    await visitor.leave()
  })

  for (const place of todaysPlaces(places)) {
    test(`axe finds nothing on ${place.name}`, async ({ browser, house }) => {
      const world = await worldOf(house)
      const found: string[] = []
      for (const [turn, login] of place.who.entries()) {
        const visitor = await Visitor.come(browser, house, login, place.refusals)
        // Whoever comes first looks at all, and opens what can be opened; the others see the same parts.
        for (const look of turn === 0 || process.env.FULL === '1' ? todaysLooks() : todaysLooks().slice(0, 1)) {
          const where = `${login} ${look.lang} ${look.scheme}`
          await visitor.look(place, world, look)
          found.push(...await violations(visitor.page, where))
          for (const [layer, open] of turn === 0 ? layersOf(place) : []) {
            await visitor.look(place, world, look)
            await open(visitor.page)
            await visitor.settle()
            found.push(...await violations(visitor.page, where, layer))
          }
        }
        await visitor.leave()
      }
      expect(found).toEqual([])
    })
  }

  test('axe finds nothing on the way in, and sees what is wrong', async ({ browser, house }) => {
    const visitor = await Visitor.come(browser, house, null, [401])
    const door: Place = { route: '/', name: 'sign-in', who: ['author'] }
    const found: string[] = []
    for (const look of todaysLooks()) {
      await visitor.look(door, await worldOf(house), look)
      found.push(...await violations(visitor.page, `${look.lang} ${look.scheme}`))
    }
    expect(found).toEqual([])
    // Without this, a tool that did not run would find nothing either.
    await visitor.page.evaluate(() => document.querySelector('main')?.append(document.createElement('button')))
    expect(await violations(visitor.page, 'spoilt')).toHaveLength(1)
    await visitor.leave()
  })
})

function layersOf(place: Place): [string, (page: Page) => Promise<void>][] {
  return Object.entries(place.layers ?? {})
}
