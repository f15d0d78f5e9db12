import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core'
import { test as base } from 'vitest'

import { openDemo, type House } from './house'

export const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']

/** How a person comes to the desk. */
export interface Coming extends BrowserContextOptions {
  at?: string // path below /desk/, such as articles
  lang?: 'vi' | 'en'
  /** Statuses with which the API is expected to refuse something; the browser notes each as an error. 0 stands for no answer at all. */
  refusals?: number[]
  /** The network is to fail; the browser notes each request that does. */
  offline?: boolean
}

interface Fixtures {
  browser: Browser
  house: House
  /** Signs somebody in, in a browser of their own, and returns their page. */
  sit: (login: string, coming?: Coming) => Promise<Page>
}

/** Half of the tests run in the zone of somebody far away, by the first letter of their names. */
function zoneOf(test: string): string {
  return (test.codePointAt(0) ?? 0) % 2 === 0 ? 'Asia/Ho_Chi_Minh' : 'America/New_York'
}

/**
 * A test at the desk of a demo of its own file. It fails on any error in a console, any error
 * that nobody caught, and any request to another origin.
 */
export const test = base.extend<Fixtures>({
  browser: [async ({}, use) => {
    const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: flags })
    await use(browser)
    await browser.close()
  }, { scope: 'file' }],
  house: [async ({}, use) => {
    const house = await openDemo()
    await use(house)
    await house.stop()
  }, { scope: 'file' }],
  sit: async ({ browser, house, task }, use) => {
    const faults: string[] = []
    const contexts: { close: () => Promise<void> }[] = []
    await use(async (login, { at = '', lang = 'vi', refusals = [], offline = false, ...options } = {}) => {
      const context = await browser.newContext({ baseURL: house.url, timezoneId: zoneOf(task.name), locale: lang === 'vi' ? 'vi-VN' : 'en-GB', viewport: { width: 1366, height: 768 }, ...options })
      contexts.push(context)
      await context.addInitScript((lang) => localStorage.setItem('lantoa.lang', localStorage.getItem('lantoa.lang') ?? lang), lang)
      const page = await context.newPage()
      watch(page, house.url, refusals, faults, offline)
      await context.request.post('/api/v1/session', { data: { login, password: house.password } })
      await page.goto(`/desk/${at}`)
      await page.locator('h1').first().waitFor()
      return page
    })
    for (const one of contexts) await one.close()
    if (faults.length > 0) throw new Error(`the page had faults:\n${faults.join('\n')}`)
  },
})

/** Notes what no page may do. */
export function watch(page: Page, origin: string, refusals: number[], faults: string[], offline = false): void {
  page.setDefaultTimeout(10_000)
  page.on('console', (message) => {
    const refused = /responded with a status of (\d+)/.exec(message.text())?.[1]
    if (offline && message.text().includes('net::ERR_')) return
    if (refusals.includes(0) && /net::ERR_(INTERNET_DISCONNECTED|CONNECTION_|EMPTY_RESPONSE|INCOMPLETE_CHUNKED|NETWORK_CHANGED|FAILED)/.test(message.text())) return
    if (message.type() === 'error' && !(refused && refusals.includes(Number(refused)))) faults.push(`console: ${message.text()} (${message.location().url})`)
  })
  page.on('pageerror', (error) => faults.push(`uncaught: ${error.stack ?? error.message}`))
  page.on('request', (request) => {
    const url = request.url()
    if (!url.startsWith(origin + '/') && !url.startsWith('data:') && !url.startsWith('blob:')) faults.push(`request to another origin: ${url}`)
  })
}
