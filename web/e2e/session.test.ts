import { describe, expect } from 'vitest'

import { test, watch } from './desk'
import { totp } from './totp'

describe('E01 signing in', () => {
  test('in Vietnamese, then in English, which survives a reload', async ({ browser, house }) => {
    const faults: string[] = []
    const context = await browser.newContext({ baseURL: house.url, locale: 'vi-VN' })
    const page = await context.newPage()
    watch(page, house.url, [401], faults)
    await page.goto('/desk/')
    expect(await page.getByRole('link', { name: /Đăng nhập bằng/ }).count(), 'no provider of identities, no button of it').toBe(0)
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
    await context.close()
    expect(faults).toEqual([])
  })

  test('with Caps Lock on, which is told', async ({ browser, house }) => {
    const page = await browser.newPage({ baseURL: house.url, locale: 'vi-VN' })
    await page.goto('/desk/')
    const password = page.getByLabel('Mật khẩu', { exact: true })
    await password.focus()
    const press = (on: boolean) => password.evaluate((field, on) => field.dispatchEvent(new KeyboardEvent('keyup', { key: 'A', bubbles: true, modifierCapsLock: on })), on)
    await press(true)
    await page.getByText('Phím Caps Lock đang bật.').waitFor()
    await press(false)
    await page.getByText('Phím Caps Lock đang bật.').waitFor({ state: 'detached' })
    await page.close()
  })

  test('with a second factor, which is asked for once the password is right', async ({ browser, house }) => {
    const press = await house.as('press')
    const { data: factor } = await press<{ secret: string }>('POST', '/me/second-factor')
    await press('POST', '/me/second-factor/confirm', { code: totp(factor.secret) })
    const faults: string[] = []
    const context = await browser.newContext({ baseURL: house.url, locale: 'vi-VN' })
    const page = await context.newPage()
    watch(page, house.url, [401], faults)
    await page.goto('/desk/')
    await page.getByLabel('Tên đăng nhập').fill('press')
    await page.getByLabel('Mật khẩu', { exact: true }).fill(house.password)
    await page.getByRole('button', { name: 'Đăng nhập', exact: true }).click()
    const code = page.getByLabel('Mã xác thực', { exact: true })
    await code.waitFor()
    expect(await code.evaluate((field) => field === document.activeElement), 'the code is typed at once').toBe(true)
    expect(await page.getByRole('alert').count(), 'being asked for a code is no fault').toBe(0)
    // Each code counts once, and that of this half minute is used up.
    await code.fill(totp(factor.secret, 1))
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: /^Chào Báo Nam Định/ }).waitFor()
    await context.close()
    expect(faults).toEqual([])
  })
})
