import { describe, expect } from 'vitest'

import { test } from './desk'
import { approved, dayFromNow } from './days-desk'

describe('E23 the map', () => {
  test('has numbers as long as the lists behind them, and empty cells that open a tagged draft', async ({ house, sit }) => {
    await approved(house, 'Câu chuyện hợp tác kinh tế', { pillars: ['aec', 'apsc'], areas: ['hoat-dong-va-hop-tac-asean'] })
    const approver = await house.as('approver')
    const page = await sit('approver', { at: 'coverage', timezoneId: 'America/New_York' })
    for (const measure of ['Đã viết', 'Đã đăng']) {
      await page.getByText(measure, { exact: true }).click()
      await page.getByRole('table').locator('caption', { hasText: measure }).waitFor()
      const cells = await page.locator('[data-cell]').evaluateAll((all) => all.map((one) => ({ count: Number(one.textContent), address: one.getAttribute('href') ?? '' })))
      const full = cells.filter((one) => one.count > 0)
      expect(full.length).toBeGreaterThan(0)
      for (const one of full) {
        const asked = new URL(one.address, house.url)
        expect(asked.pathname).toBe('/desk/articles')
        const { data } = await approver<{ items: unknown[] }>('GET', `/articles?limit=100&${new URLSearchParams([...asked.searchParams].map(([name, value]) => [name, value.replace(/^"|"$/g, '')]))}`)
        expect(data.items.length, one.address).toBe(one.count)
      }
    }
    const empty = page.locator('[data-cell][data-level="0"]').first()
    const [area, pillar] = ((await empty.getAttribute('data-cell')) ?? '').split(' ')
    expect(await empty.getAttribute('href')).toBe(`/desk/articles/new?pillar=${pillar}&area=${area}`)
    await page.locator('[data-cell]').first().focus()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowDown')
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-at'))).toBe('1 1')
  })
})

describe('closed days', () => {
  test('are added, taken off and brought back', async ({ sit }) => {
    const day = dayFromNow(2)
    const page = await sit('admin', { at: 'closed-days', timezoneId: 'America/New_York' })
    await page.getByLabel('Ngày', { exact: true }).fill(day)
    await page.getByLabel('Tên tiếng Việt').fill('Quốc tang')
    await page.getByLabel('Tên tiếng Anh').fill('Day of mourning')
    await page.getByRole('button', { name: 'Thêm ngày nghỉ' }).click()
    const row = page.getByRole('row', { name: /Quốc tang/ })
    await row.waitFor()
    await row.getByRole('button', { name: /^Bỏ/ }).click()
    await row.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Hoàn tác' }).click()
    await row.waitFor()
  })
})
