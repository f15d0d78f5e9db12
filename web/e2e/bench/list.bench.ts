import type { Page } from 'playwright-core'

import { test } from '../desk'

const stories = Number(process.env.STORIES ?? 10_000)
const passes = 2

interface Item {
  article: { id: string }
  edition: { id: string; title: string }
}

/** Answers the list with as many stories as are wanted, made of those that are there; the server's own speed is another measure (make bench). */
async function multiply(page: Page, real: Item[]): Promise<void> {
  await page.route(/\/api\/v1\/articles\?/, async (route) => {
    const query = new URL(route.request().url()).searchParams
    const from = Number(query.get('cursor') ?? 0)
    const limit = Number(query.get('limit') ?? 50)
    const items = Array.from({ length: Math.min(limit, stories - from) }, (_, i) => {
      const n = from + i
      const one = real[n % real.length]!
      return { ...one, article: { ...one.article, id: `${one.article.id}-${n}` }, edition: { ...one.edition, id: `${one.edition.id}-${n}`, title: `${n + 1}. ${one.edition.title}` } }
    })
    await route.fulfill({ json: { items, ...(from + limit < stories && { next_cursor: String(from + limit) }) } })
  })
}

/** Scrolls the whole list, and gives how long each frame took. */
function scroll(page: Page, times: number): Promise<number[]> {
  return page.evaluate(async (times) => {
    const frames: number[] = []
    for (let pass = 0; pass < times; pass++) {
      const down = pass % 2 === 0
      let last = performance.now()
      for (;;) {
        const was = window.scrollY
        window.scrollBy(0, down ? 1200 : -1200)
        const now = await new Promise<number>((resolve) => requestAnimationFrame(resolve))
        frames.push(now - last)
        last = now
        if (window.scrollY === was) break
      }
    }
    return frames
  }, times)
}

const at = (sorted: number[], part: number) => (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0).toFixed(1)

test('scrolling a long list', { timeout: 600_000 }, async ({ house, sit }) => {
  const { data } = await (await house.as('editor'))<{ items: Item[] }>('GET', '/articles?limit=50')
  const page = await sit('editor', { at: 'me' })
  await multiply(page, data.items)
  await page.locator('a[href="/desk/articles"]').first().click()
  await page.getByRole('table').waitFor()
  const begun = Date.now()
  while (!(await page.locator('output', { hasText: String(stories) }).count())) {
    if (Date.now() - begun > 300_000) throw new Error(`only this much was loaded: ${await page.locator('output').allTextContents()}`)
    await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight))
    await page.waitForTimeout(100)
  }
  const loaded = Date.now() - begun
  await page.evaluate(() => window.scrollTo(0, 0))
  const frames = (await scroll(page, passes)).toSorted((a, b) => a - b)
  const over = (limit: number) => frames.filter((one) => one > limit).length
  const rows = await page.getByRole('row').count()
  console.log(`list of ${stories} stories: ${loaded} ms to load by scrolling; ${rows} rows in the page; ${frames.length} frames: median ${at(frames, 0.5)} ms, 95 % ${at(frames, 0.95)} ms, longest ${at(frames, 1)} ms, over 50 ms ${over(50)}, over 100 ms ${over(100)}`)
})
