import type { Browser, BrowserContext, Page } from 'playwright-core'

import { watch } from './desk'
import type { House } from './house'
import type { Login, Place, World } from './pages'

export type Lang = 'vi' | 'en'
export type Scheme = 'light' | 'dark'

export interface Look {
  lang: Lang
  scheme: Scheme
}

/** All looks of a page. */
export const looks: Look[] = [{ lang: 'vi', scheme: 'light' }, { lang: 'en', scheme: 'dark' }, { lang: 'vi', scheme: 'dark' }, { lang: 'en', scheme: 'light' }]

/**
 * The looks that a run goes through: two that differ in both respects, which rotate by the
 * day, or all with FULL=1.
 */
export function todaysLooks(now = new Date()): Look[] {
  if (process.env.FULL === '1') return looks
  return Math.floor(now.getTime() / 86_400_000) % 2 === 0 ? looks.slice(0, 2) : looks.slice(2)
}

/** The pages that a run goes over: every second one, which rotate by the day, or all with FULL=1. */
export function todaysPlaces(all: Place[], now = new Date()): Place[] {
  if (process.env.FULL === '1') return all
  const day = Math.floor(now.getTime() / 86_400_000)
  return all.filter((_, at) => (at + (day >> 1)) % 2 === 0)
}

/** So many requests should be left before a page is opened. */
const enough = 80

/** Somebody at the desk who looks at one page after another. */
export class Visitor {
  /** Requests that the server still takes of this person (RateLimit header fields), as it said last. */
  private left = enough

  private constructor(readonly page: Page, private readonly context: BrowserContext, private readonly faults: string[], private readonly flying: Set<unknown>) {}

  static async come(browser: Browser, house: House, login: Login | null, refusals: number[] = []): Promise<Visitor> {
    const context = await browser.newContext({ baseURL: house.url, locale: 'vi-VN', timezoneId: 'Asia/Ho_Chi_Minh', viewport: { width: 1366, height: 768 }, reducedMotion: 'reduce' })
    // The page reads what it keeps on the machine as it starts; the tour says it by the name of the window.
    await context.addInitScript(() => {
      const lang = window.name
      if (!lang) return
      localStorage.setItem('lantoa.lang', lang)
    })
    const page = await context.newPage()
    const faults: string[] = []
    watch(page, house.url, refusals, faults)
    const flying = new Set<unknown>()
    page.on('request', (request) => !request.url().includes('/api/v1/events') && flying.add(request))
    page.on('requestfinished', (request) => flying.delete(request))
    page.on('requestfailed', (request) => flying.delete(request))
    if (login) {
      const answer = await context.request.post('/api/v1/session', { data: { login, password: house.password } })
      if (!answer.ok()) throw new Error(`${login} cannot sign in: ${await answer.text()}`)
    }
    const visitor = new Visitor(page, context, faults, flying)
    page.on('response', (response) => {
      const left = /r=(\d+)/.exec(response.headers().ratelimit ?? '')?.[1]
      if (left) visitor.left = Number(left)
    })
    return visitor
  }

  /** Opens a page in a look, and waits until it is filled and still. */
  async look(place: Place, world: World, { lang, scheme }: Look): Promise<void> {
    if (this.left < enough) { // ten come back each second; nobody reads as fast as a tour looks
      await new Promise((resolve) => setTimeout(resolve, (enough - this.left) * 100))
      this.left = enough
    }
    await this.page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
    await this.page.evaluate((name) => (window.name = name), lang)
    this.flying.clear()
    await this.page.goto(`/desk/${place.at ? place.at(world) : place.route.slice(1)}`)
    await this.page.locator('h1').first().waitFor()
    await this.settle()
    await place.ready?.(this.page)
    await this.settle()
  }

  /** Waits until nothing is asked for any more and nothing shows that it is. */
  async settle(): Promise<void> {
    for (let quiet = 0, end = Date.now() + 10_000; quiet < 3 && Date.now() < end; quiet++) {
      if (this.flying.size > 0) quiet = 0
      await this.page.waitForTimeout(50)
    }
    await this.page.waitForFunction(() => !document.querySelector('[aria-busy=true]'))
    await this.page.evaluate(async () => {
      await document.fonts.ready
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
    })
  }

  /** Goes, and fails where a page had faults. */
  async leave(): Promise<void> {
    await this.context.close()
    if (this.faults.length > 0) throw new Error(`the page had faults:\n${this.faults.join('\n')}`)
  }
}

/** The routes of the desk that is served, as its router knows them. */
export async function routesOf(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { __TSR_ROUTER__: router } = window as unknown as { __TSR_ROUTER__: { routesByPath: Record<string, unknown> } }
    return Object.keys(router.routesByPath)
  })
}
