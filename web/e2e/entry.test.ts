import { describe, expect } from 'vitest'

import { test } from './desk'
import { write } from './story'

describe('one desk, several people', () => {
  test('whoever signs out leaves the story and its address behind; the next person begins at the overview', async ({ house, sit }) => {
    const { id, edition } = await write(house, 'vi', 'Bài để lại')
    const author = await house.as('author')
    const page = await sit('author', { at: `articles/${id}/vi` })
    const here = async () => (await author<{ people: unknown[] }>('GET', `${edition}/presence`)).data.people.length
    await expect.poll(here).toBe(1)
    await page.getByRole('button', { name: 'Tài khoản của Trần Thị Mai' }).click()
    await page.getByRole('menuitem', { name: 'Đăng xuất' }).click()
    await page.getByLabel('Tên đăng nhập').waitFor()
    expect(await here()).toBe(0)
    await expect.poll(() => new URL(page.url()).pathname).toBe('/desk/')

    // A session that ended by itself keeps the address for the same person, and not for another.
    await page.goto(`/desk/articles/${id}/vi`)
    await page.getByLabel('Tên đăng nhập').fill('approver')
    await page.getByLabel('Mật khẩu', { exact: true }).fill(house.password)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: /^Chào/ }).waitFor()
    expect(new URL(page.url()).pathname).toBe('/desk/')
  })
})

describe('an edition that waits', () => {
  test('leads whoever approves to the review, and nobody else', async ({ house, sit }) => {
    const { id, edition } = await write(house, 'vi', 'Bài chờ duyệt')
    await (await house.as('author'))('POST', `${edition}/submit`, {})
    const page = await sit('approver', { at: `articles/${id}/vi` })
    await page.getByText('Bản này chờ bạn duyệt').first().waitFor()
    await page.getByRole('link', { name: 'Xem để duyệt' }).click()
    await page.waitForURL(/\/review$/)
    const author = await sit('author', { at: `articles/${id}/vi` })
    await author.getByRole('link', { name: 'Xem trang duyệt' }).waitFor()
    expect(await author.getByText('Người làm được').count(), 'they can recall it themselves').toBe(0)
  })
})

describe('the overview of somebody new', () => {
  test('has a way to a first story beside the greeting', async ({ sit }) => {
    const page = await sit('author')
    await page.getByRole('link', { name: 'Viết bài', exact: true }).click()
    await page.getByRole('heading', { level: 1, name: 'Bài mới' }).waitFor()
  })
})
