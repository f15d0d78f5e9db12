import { describe, expect } from 'vitest'

import { test } from './desk'

describe('the frame of every page', () => {
  test('by keyboard alone: past the rail, to another page, whose name is said', async ({ sit }) => {
    const page = await sit('author', { at: 'no/such/page' })
    await page.keyboard.press('Tab')
    const skip = page.getByRole('link', { name: 'Tới nội dung' })
    expect(await skip.evaluate((link) => link === document.activeElement && link.getBoundingClientRect().left >= 0), 'the first stop leads past the rail, and is seen').toBe(true)
    await page.keyboard.press('Enter')
    const focused = () => page.evaluate(() => document.activeElement?.id ?? '')
    expect(await focused()).toBe('content')
    expect(new URL(page.url()).hash).toBe('')

    const home = page.getByRole('navigation', { name: 'Các phần của bàn biên tập' }).getByRole('link', { name: 'Tổng quan' })
    await home.focus()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Chào Trần Thị Mai' }).waitFor()
    await expect.poll(focused).toBe('content')
    expect(await page.title()).toMatch(/^Tổng quan · /)
    await expect.poll(() => page.locator('[data-spoken]').textContent()).toMatch(/^Tổng quan · /)
  })

  test('the rail is folded where there is little room, and below where there is less', async ({ sit }) => {
    const page = await sit('author', { viewport: { width: 1024, height: 768 } })
    const rail = page.getByRole('navigation', { name: 'Các phần của bàn biên tập' })
    const width = async () => (await rail.boundingBox())?.width ?? 0
    expect(await width()).toBeLessThan(60)
    const name = rail.getByText('Tổng quan')
    expect((await name.boundingBox())?.width ?? 0).toBeLessThan(2)
    await rail.getByRole('link', { name: 'Tổng quan' }).focus()
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Tab')
    expect((await name.boundingBox())?.width ?? 0, 'a folded room is named where the focus is').toBeGreaterThan(40)

    await rail.getByRole('button', { name: 'Mở rộng' }).click()
    expect(await width()).toBeGreaterThan(200)
    await page.setViewportSize({ width: 1366, height: 768 })
    expect(await width(), 'wide screens have a choice of their own').toBeGreaterThan(200)
    await page.setViewportSize({ width: 390, height: 844 })
    expect(await rail.isVisible()).toBe(false)
    await page.getByRole('navigation', { name: 'Phần chính' }).getByRole('link', { name: 'Tổng quan' }).waitFor()
  })
})
