import { chromium } from 'playwright-core'
import { describe, expect, test } from 'vitest'

import { flags, watch } from './desk'
import { openServe } from './house'
import { databases } from './postgres'

describe.each(databases)('a house in earnest on %s', (database) => {
  test('comes to life by its printed link, and its people sit at the desk', async () => {
    const house = await openServe({ database })
    const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: flags })
    const faults: string[] = []
    try {
      const author = await house.as('author')
      const { data: made } = await author<{ id: string }>('POST', '/articles', { unit: 'so-ngoai-vu', lang: 'vi', title: 'Ninh Bình đón đoàn Luông Pha Băng' })
      const editor = await house.as('editor')
      const { data: found } = await editor<{ items: { article: { id: string } }[] }>('GET', `/articles?q=${encodeURIComponent('luong pha bang')}`)
      expect(found.items.map(({ article }) => article.id)).toEqual([made.id])
      const { data: channels } = await editor<{ items: { name: string }[] }>('GET', '/channels')
      expect(channels.items.map(({ name }) => name)).toContain('Kênh thử')

      const page = await browser.newPage({ baseURL: house.url, locale: 'vi-VN' })
      watch(page, house.url, [401], faults)
      await page.goto('/desk/')
      await page.getByLabel('Tên đăng nhập').fill('author')
      await page.getByLabel('Mật khẩu', { exact: true }).fill(house.password)
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { level: 1, name: 'Chào Trần Thị Mai' }).waitFor()
      expect(faults).toEqual([])
    } finally {
      await browser.close()
      await house.stop()
    }
  })
})
