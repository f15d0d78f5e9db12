import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'

import { test } from './desk'
import { places, worldOf, type Place } from './pages'
import { looks, Visitor, type Look } from './tour'

/**
 * Takes the pictures of docs/screens: every page of the tour, in both languages, light and
 * dark, as wide as a desk, and once as a tablet and a telephone show it.
 */

const folder = fileURLToPath(new URL('../../docs/screens', import.meta.url))
const most = 12_000_000

const desk = { name: '1366', width: 1366, height: 768 }
const small = [{ name: '768', width: 768, height: 1024 }, { name: '390', width: 390, height: 844 }]

async function take(visitor: Visitor, name: string): Promise<void> {
  const devtools = await visitor.page.context().newCDPSession(visitor.page)
  const { data } = await devtools.send('Page.captureScreenshot', { format: 'webp', quality: 70 })
  await devtools.detach()
  writeFileSync(join(folder, `${name}.webp`), Buffer.from(data, 'base64'))
}

async function show(visitor: Visitor, place: Place, look: Look, world: Awaited<ReturnType<typeof worldOf>>): Promise<void> {
  await visitor.page.setViewportSize(desk)
  await visitor.look(place, world, look)
  const name = (size: string, layer = '') => `${place.name}${layer && `-${layer}`}-${look.lang}-${look.scheme}-${size}`
  await take(visitor, name(desk.name))
  if (look === looks[0]) {
    for (const size of small) {
      await visitor.page.setViewportSize(size)
      await visitor.settle()
      await take(visitor, name(size.name))
    }
    for (const [layer, open] of Object.entries(place.layers ?? {})) {
      await visitor.page.setViewportSize(desk)
      await visitor.look(place, world, look)
      await open(visitor.page)
      await visitor.settle()
      await take(visitor, name(desk.name, layer))
    }
  }
}

test('pictures of every page', { timeout: 1_800_000 }, async ({ browser, house }) => {
  const world = await worldOf(house)
  mkdirSync(folder, { recursive: true })
  for (const old of readdirSync(folder)) if (old.endsWith('.webp')) rmSync(join(folder, old))
  const door: Place = { route: '/', name: 'sign-in', who: ['author'] }
  for (const place of [door, ...places]) {
    const visitor = await Visitor.come(browser, house, place === door ? null : place.who[0], place.refusals)
    for (const look of looks) await show(visitor, place, look, world)
    await visitor.leave()
  }
  const pictures = readdirSync(folder).filter((name) => name.endsWith('.webp'))
  const weight = pictures.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)
  console.log(`${pictures.length} pictures, ${(weight / 1e6).toFixed(1)} MB`)
  expect(weight).toBeLessThan(most)
})
