import { describe, expect } from 'vitest'

import { test, watch } from './desk'

describe('E01 signing in', () => {
  test('in Vietnamese, then in English, which survives a reload', async ({ browser, house }) => {
    const faults: string[] = []
    const context = await browser.newContext({ baseURL: house.url, locale: 'vi-VN' })
    const page = await context.newPage()
    watch(page, house.url, [401], faults)
    await page.goto('/desk/')
    await page.getByLabel('Tên đăng nhập').fill('author')
    await page.getByLabel('Mật khẩu', { exact: true }).fill('wrong')
    await page.getByRole('button', { name: 'Đăng nhập', exact: true }).click()
    await page.getByRole('alert').waitFor()
    await page.getByLabel('Mật khẩu', { exact: true }).fill(house.password)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Chào Trần Thị Mai' }).waitFor()
    expect(await page.locator('html').getAttribute('lang')).toBe('vi')

    await page.getByRole('button', { name: 'Tài khoản của Trần Thị Mai' }).click()
    await page.getByRole('menuitem', { name: 'English' }).click()
    await page.getByRole('heading', { level: 1, name: 'Welcome, Trần Thị Mai' }).waitFor()
    await page.reload()
    await page.getByRole('heading', { level: 1, name: 'Welcome, Trần Thị Mai' }).waitFor()
    expect(await page.locator('html').getAttribute('lang')).toBe('en')
    expect(await page.locator('body').textContent()).not.toContain('⟦')
    await context.close()
    expect(faults).toEqual([])
  })
})
