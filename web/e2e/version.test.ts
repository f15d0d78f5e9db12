import { execFileSync } from 'node:child_process'
import { cp, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { flags, watch } from './desk'
import { openServe, type Serve } from './house'

const root = fileURLToPath(new URL('../..', import.meta.url))
const built = process.env.LANTOA_UI_DIR ?? join(root, 'web/dist')

/** The same program as another version, and a build of the desk of which every lazy part has another name. */
async function nextVersion(): Promise<{ binary: string; dist: string; folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'lantoa-next-'))
  const binary = join(folder, 'lantoa')
  execFileSync('go', ['build', '-trimpath', '-ldflags', '-s -w -X main.version=v99.0.0', '-o', binary, './cmd/lantoa'], { cwd: root, env: { ...process.env, CGO_ENABLED: '0' } })
  const dist = join(folder, 'dist')
  await cp(built, dist, { recursive: true })
  const assets = join(dist, 'assets')
  const scripts = (await readdir(assets)).filter((name) => name.endsWith('.js'))
  const renamed = (text: string) => scripts.reduce((text, name) => text.replaceAll(name, `next-${name}`), text)
  for (const name of scripts) {
    await writeFile(join(assets, name), renamed(await readFile(join(assets, name), 'utf8')))
    await rename(join(assets, name), join(assets, `next-${name}`))
  }
  await writeFile(join(dist, 'index.html'), renamed(await readFile(join(dist, 'index.html'), 'utf8')))
  return { binary, dist, folder }
}

async function signedIn(house: Serve, refusals: number[]) {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: flags })
  const context = await browser.newContext({ baseURL: house.url, locale: 'vi-VN' })
  await context.request.post('/api/v1/session', { data: { login: 'author', password: house.password } })
  const page = await context.newPage()
  const faults: string[] = []
  watch(page, house.url, refusals, faults)
  return { page, context, leave: async () => {
    await browser.close()
    // The browser tells of each part that is gone; here they are meant to be.
    expect(faults.filter((one) => !one.includes('Failed to fetch dynamically imported module'))).toEqual([])
  } }
}

describe('E31 a page that is older than the server', () => {
  let house: Serve
  let next: Awaited<ReturnType<typeof nextVersion>>
  beforeAll(async () => {
    house = await openServe()
    next = await nextVersion()
  }, 120_000)
  afterAll(async () => {
    await house?.stop()
    if (next) await rm(next.folder, { recursive: true })
  })

  test('says that the server is away, that there is a new version, and works after it was loaded', async () => {
    const { page, leave } = await signedIn(house, [0, 404])
    await page.goto('/desk/no/such/page') // a page whose rooms were not loaded yet
    await page.getByRole('heading', { level: 1, name: 'Không có trang này' }).waitFor()
    expect(await page.getByText('Có phiên bản mới').count()).toBe(0)

    await house.stand()
    await page.getByText('Không kết nối được với máy chủ.').waitFor({ timeout: 20_000 })
    await page.getByText('Bạn vẫn viết tiếp được').waitFor()

    await house.begin({ binary: next.binary, settings: { LANTOA_UI_DIR: next.dist } })
    await page.getByText('Có phiên bản mới').waitFor({ timeout: 20_000 })
    expect(await page.getByText('Không kết nối được với máy chủ.').count()).toBe(0)

    // The part that the room needs is gone with the old version; the way there leads over the new page.
    await page.getByRole('link', { name: 'Tổng quan', exact: true }).click()
    await page.getByRole('heading', { level: 1, name: 'Chào Trần Thị Mai' }).waitFor()
    expect(await page.getByText('Có phiên bản mới').count()).toBe(0)
    await leave()
  })
})

describe('E31 a part of the page that is gone', () => {
  test('is offered to be loaded anew, and nothing is loaded without being asked a second time', async () => {
    const house = await openServe()
    const { page, context, leave } = await signedIn(house, [0, 404])
    await page.goto('/desk/no/such/page')
    await page.getByRole('heading', { level: 1, name: 'Không có trang này' }).waitFor()
    await context.route(/assets\/Home-.*\.js$/, (route) => route.fulfill({ status: 404 }))
    await page.getByRole('link', { name: 'Tổng quan', exact: true }).click()
    await page.getByRole('heading', { level: 1, name: 'Có phiên bản mới' }).waitFor()
    await context.unroute(/assets\/Home-.*\.js$/)
    await page.getByRole('button', { name: 'Tải lại' }).click()
    await page.getByRole('heading', { level: 1, name: 'Chào Trần Thị Mai' }).waitFor()
    await leave()
    await house.stop()
  })
})

describe('a browser without a network', () => {
  test('says so at once, and reads again once it is back', async () => {
    const house = await openServe()
    const { page, context, leave } = await signedIn(house, [0])
    await page.goto('/desk/')
    await page.getByRole('heading', { level: 1 }).waitFor()
    await context.setOffline(true)
    await page.getByText('Không có mạng.').waitFor()
    const again = page.waitForRequest((request) => request.url().includes('/api/v1/notices'))
    await context.setOffline(false)
    await page.getByText('Không có mạng.').waitFor({ state: 'detached' })
    await again
    await leave()
    await house.stop()
  })
})
