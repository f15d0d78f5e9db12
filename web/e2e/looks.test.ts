import type { Page } from 'playwright-core'
import { describe, expect } from 'vitest'

import { test } from './desk'
import { places, worldOf } from './pages'
import { cutTexts, faintTexts, foreignGlyphs, sidewaysBy } from './sight'
import { todaysLooks, Visitor, todaysPlaces } from './tour'

/** Every letter of Vietnamese with a tone mark or another, small and capital, and the signs of the newsroom. */
const letters = 'aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵđ'
const specimen = `${letters} ${letters.toUpperCase()} 0123456789 ₫ “” ‘’ – — … • ·`

const sizes = [
  { name: '320 px', width: 320, height: 800 },
  { name: '200 % zoom', width: 683, height: 384 },
  { name: '390 px', width: 390, height: 844 },
  { name: '1366 px', width: 1366, height: 768 },
]

/** What a page looks wrong in, at each size. */
async function wrong(page: Page, where: string, settle: () => Promise<void>): Promise<string[]> {
  const found: string[] = []
  for (const { name, width, height } of sizes) {
    await page.setViewportSize({ width, height })
    await settle()
    const wide = await sidewaysBy(page)
    if (wide) found.push(`${where} at ${name} scrolls sideways: ${wide}`)
    for (const one of await cutTexts(page)) found.push(`${where} at ${name} cuts ${one}`)
    for (const one of await faintTexts(page)) found.push(`${where} at ${name} hides ${one}`)
  }
  return found
}

describe('E28 every page can be read', () => {
  for (const place of todaysPlaces(places)) {
    test(`nothing is cut, hidden or too wide on ${place.name}, and its letters are of the embedded font`, async ({ browser, house }) => {
      const visitor = await Visitor.come(browser, house, place.who[0], place.refusals)
      const world = await worldOf(house)
      const found: string[] = []
      for (const look of todaysLooks()) {
        await visitor.page.setViewportSize({ width: 1366, height: 768 })
        await visitor.look(place, world, look)
        found.push(...await foreignGlyphs(visitor.page))
        found.push(...await wrong(visitor.page, `${look.lang} ${look.scheme}`, () => visitor.settle()))
      }
      await visitor.leave()
      expect(found).toEqual([])
    })
  }

  test('on the way in', async ({ browser, house }) => {
    const visitor = await Visitor.come(browser, house, null)
    const world = await worldOf(house)
    const found: string[] = []
    for (const look of todaysLooks()) {
      await visitor.look({ route: '/', name: 'sign-in', who: ['author'] }, world, look)
      found.push(...await wrong(visitor.page, `${look.lang} ${look.scheme}`, () => visitor.settle()))
    }
    await visitor.leave()
    expect(found).toEqual([])
  })

  test('what is wrong is found', async ({ browser, house }) => {
    const visitor = await Visitor.come(browser, house, 'author')
    await visitor.look(places[0]!, await worldOf(house), { lang: 'vi', scheme: 'light' })
    await visitor.page.evaluate(() => {
      const add = (text: string, style: Partial<CSSStyleDeclaration>) => {
        const made = document.createElement('p')
        made.textContent = text
        Object.assign(made.style, style)
        document.querySelector('main')?.append(made)
      }
      add('Ễ bị cắt', { height: '10px', lineHeight: '10px', overflow: 'hidden' })
      add('Hai dòng chữ sát nhau quá', { width: '60px', lineHeight: '1.1' })
      add('Chữ trắng trên nền trắng', { color: '#fefefe' })
      add('Chữ của máy', { fontFamily: 'monospace' })
      add('rộng', { width: '3000px' })
    })
    expect(await sidewaysBy(visitor.page)).toContain('rộng')
    expect(await cutTexts(visitor.page)).toEqual([expect.stringContaining('Ễ bị cắt'), expect.stringContaining('Hai dòng')])
    expect(await faintTexts(visitor.page)).toEqual([expect.stringContaining('Chữ trắng')])
    expect(await foreignGlyphs(visitor.page)).toEqual([expect.stringContaining('Chữ của máy')])
    await visitor.leave()
  })
})

describe('E29 Vietnamese is set in the embedded font', () => {
  test('every letter with its marks, in both weights', async ({ browser, house }) => {
    const visitor = await Visitor.come(browser, house, 'author')
    await visitor.look(places[0]!, await worldOf(house), { lang: 'vi', scheme: 'light' })
    expect(new Set(letters).size).toBe(73)
    await visitor.page.evaluate((specimen) => {
      for (const weight of ['400', '600']) {
        const made = document.createElement('p')
        made.textContent = specimen
        made.style.fontWeight = weight
        document.querySelector('main')?.append(made)
      }
    }, specimen)
    await visitor.settle()
    await visitor.settle()
    expect(await foreignGlyphs(visitor.page)).toEqual([])
    await visitor.leave()
  })
})
