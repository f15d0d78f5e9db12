import type { Page } from 'playwright-core'
import { describe, expect } from 'vitest'

import { test } from './desk'
import type { Caller } from './house'

const unit = 'cong-ttdt-tinh-ninh-binh'

async function story(as: Caller, title: string, facets: object = {}): Promise<string> {
  const { data } = await as<{ id: string }>('POST', '/articles', { unit, lang: 'vi', title, lead: 'Lời dẫn.', body: '<p>Nội dung.</p>', facets })
  return data.id
}

const row = (page: Page, title: string) => page.getByRole('row').filter({ has: page.getByRole('link', { name: title, exact: true }) })

describe('E22 the list', () => {
  test('finds without tone marks, by what countries are called, and keeps a view that others open', async ({ house, sit }) => {
    const author = await house.as('author')
    await story(author, 'Lễ hội Đền Hùng tại E22')
    await story(author, 'Đoàn Lào thăm E22')
    await story(author, 'Students from Laos E22')
    const page = await sit('author', { at: 'articles' })
    await page.getByRole('searchbox', { name: 'Tìm bài' }).fill('le hoi den hung e22')
    await row(page, 'Lễ hội Đền Hùng tại E22').waitFor()
    await expect.poll(() => page.getByRole('table').getByRole('row').count()).toBe(2)
    for (const country of ['Lào e22', 'Laos e22', 'lao pdr e22']) {
      await page.getByRole('searchbox', { name: 'Tìm bài' }).fill(country)
      await row(page, 'Đoàn Lào thăm E22').waitFor()
      await row(page, 'Students from Laos E22').waitFor()
      await expect.poll(() => page.getByRole('table').getByRole('row').count()).toBe(3)
    }

    await page.getByRole('button', { name: 'Lưu khung nhìn' }).click()
    const dialog = page.getByRole('dialog', { name: 'Lưu khung nhìn' })
    await dialog.getByLabel('Tên').fill('Tin về Lào')
    await dialog.getByLabel('Cả đơn vị').check()
    await dialog.getByRole('combobox', { name: 'Đơn vị' }).fill('Cổng')
    await page.getByRole('option').first().click()
    await dialog.getByRole('button', { name: 'Lưu' }).click()
    await page.getByRole('heading', { level: 1, name: 'Tin về Lào' }).waitFor()
    const shared = new URL(page.url())

    // A colleague has the view in the rail, with its count, and the link shows the same.
    const colleague = await sit('editor', { at: 'articles' })
    await colleague.getByRole('navigation').getByRole('link', { name: /Tin về Lào/ }).click()
    await colleague.getByRole('heading', { level: 1, name: 'Tin về Lào' }).waitFor()
    expect(new URL(colleague.url()).search).toBe(shared.search)
    await row(colleague, 'Students from Laos E22').waitFor()
    expect(await colleague.getByRole('navigation').getByRole('link', { name: /Tin về Lào/ }).textContent()).toContain('2')
  })

  test('shows a story beside the list and marks many, by keys; what is done to them can be taken back', async ({ house, sit }) => {
    const author = await house.as('author')
    const ids = [await story(author, 'Bài thứ nhất E22b'), await story(author, 'Bài thứ hai E22b')]
    const editor = await house.as('editor')
    const pillars = async () => Promise.all(ids.map(async (id) => (await editor<{ facets: { pillars?: string[] } }>('GET', `/articles/${id}`)).data.facets.pillars ?? []))
    const page = await sit('editor', { at: 'articles?q=e22b' })
    await row(page, 'Bài thứ nhất E22b').waitFor()
    await page.keyboard.press('j')
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Bài thứ hai E22b')
    await page.keyboard.press('Space')
    await page.getByRole('complementary', { name: 'Xem nhanh: Bài thứ hai E22b' }).getByText('Nội dung.').waitFor()
    await page.keyboard.press('x')
    await page.keyboard.press('j')
    await page.getByRole('complementary', { name: 'Xem nhanh: Bài thứ nhất E22b' }).waitFor()
    await page.keyboard.press('x')
    await page.keyboard.press('Escape')
    await page.getByText('Đã chọn 2 bài').waitFor()

    await page.getByRole('button', { name: 'Gắn thẻ' }).click()
    const dialog = page.getByRole('dialog', { name: 'Gắn thẻ' })
    await dialog.getByLabel('Trụ cột hoặc lĩnh vực').click()
    await page.getByRole('option').first().click()
    await dialog.getByRole('button', { name: 'Gắn thẻ 2 bài' }).click()
    const told = page.getByRole('alert').filter({ hasText: 'cho 2 bài' })
    await told.waitFor()
    expect((await pillars()).map((one) => one.length)).toEqual([1, 1])
    await told.getByRole('button', { name: 'Hoàn tác' }).click()
    await page.getByText('Đã hoàn tác trên 2 bài.').waitFor()
    expect(await pillars()).toEqual([[], []])

    // Nobody brings back for themselves what was archived, so that it waits until it is sure.
    await page.getByRole('button', { name: 'Lưu trữ' }).click()
    const waiting = page.getByRole('alert').filter({ hasText: 'Sẽ lưu trữ 2 bài' })
    await waiting.getByRole('button', { name: 'Hoàn tác' }).click()
    await waiting.waitFor({ state: 'detached' })
    expect((await editor<{ items: { edition: { state: string } }[] }>('GET', '/articles?q=e22b')).data.items.map((one) => one.edition.state)).toEqual(['draft', 'draft'])
  })

  test('what a person runs by typing, and the keys that they can switch off', async ({ house, sit }) => {
    await story(await house.as('author'), 'Cầu Đò Quan E22c')
    const page = await sit('author')
    await page.keyboard.press('g')
    await page.keyboard.press('b')
    await page.getByRole('heading', { level: 1, name: 'Bài viết' }).waitFor()
    await page.keyboard.press('/')
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('search')
    await page.keyboard.type('g') // a letter, not a way to elsewhere
    await page.keyboard.press('Control+k')
    await page.getByPlaceholder('Gõ tên trang').fill('cau do quan')
    await page.getByRole('button', { name: /Cầu Đò Quan E22c/ }).waitFor()
    await page.getByPlaceholder('Gõ tên trang').fill('tat phim')
    await page.getByRole('button', { name: 'Tắt phím tắt một phím' }).click()
    await expect.poll(async () => (await (await house.as('author'))<{ shortcuts: boolean }>('GET', '/me/preferences')).data.shortcuts).toBe(false)
    await page.getByRole('heading', { level: 1 }).click()
    await page.keyboard.press('?')
    await page.keyboard.press('Control+k')
    await page.getByPlaceholder('Gõ tên trang').fill('bat phim')
    await page.getByRole('button', { name: 'Bật phím tắt một phím' }).click()
    await expect.poll(async () => (await (await house.as('author'))<{ shortcuts: boolean }>('GET', '/me/preferences')).data.shortcuts).toBe(true)
  })
})
