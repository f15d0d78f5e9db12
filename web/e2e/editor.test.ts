import type { Page } from 'playwright-core'
import { describe, expect } from 'vitest'

import { test } from './desk'
import type { Caller, House } from './house'

interface Text {
  title: string
  lead: string
  body: string
  version: number
}

/** A story of the author's own, and its address. */
async function begin(house: House, body = '<p>Sáng nay, hội nghị khai mạc tại Nam Định.</p><p>Chiều nay bế mạc.</p>') {
  const author = await house.as('author')
  const { data } = await author<{ id: string }>('POST', '/articles', {
    unit: 'cong-ttdt-tinh-ninh-binh', lang: 'vi', title: 'Nam Định gặp gỡ ASEAN', lead: 'Hai ngày gặp gỡ.', body,
    facets: { pillars: ['apsc'], areas: ['hoat-dong-va-hop-tac-asean'] },
  })
  return { author, vi: `/articles/${data.id}/editions/vi`, at: `articles/${data.id}/vi`, id: data.id }
}

const bodyOf = (page: Page) => page.getByRole('textbox', { name: 'Nội dung' })
const saving = (page: Page) => page.locator('[data-saving]')
const reaches = (page: Page, word: string) => page.locator(`[data-saving=${word}]`).waitFor()

/** Puts the caret at the end of the text. */
async function toEnd(page: Page) {
  await bodyOf(page).click()
  await page.keyboard.press('Control+End')
}

const copyOf = async (as: Caller, vi: string) => (await as<Text>('GET', `${vi}/working-copy`)).data

describe('E02 the last letter', () => {
  test('is there after the tab was killed before anything was sent', async ({ house, sit }) => {
    const { at, author, vi } = await begin(house)
    const page = await sit('author', { at })
    await toEnd(page)
    await page.keyboard.type(' Chữ cuối')
    await page.waitForTimeout(400) // kept on this machine within 300 ms
    await page.context().route('**/working-copy', (route) => route.abort())
    await page.close()
    expect((await author<{ items: unknown[] }>('GET', `${vi}/working-copies`)).data.items).toEqual([])
    const context = page.context()
    await context.unroute('**/working-copy')
    const again = await context.newPage()
    await again.goto(`/desk/${at}`)
    await again.getByText('Chiều nay bế mạc. Chữ cuối').waitFor()
    await reaches(again, 'saved')
    expect((await copyOf(author, vi)).body).toContain('<p>Chiều nay bế mạc. Chữ cuối</p>')
  })
})

describe('E03 without a network', () => {
  test('typing goes on, and all of it arrives as one version without a conflict', async ({ house, sit }) => {
    const { at, author, vi } = await begin(house)
    const page = await sit('author', { at, offline: true })
    await toEnd(page)
    await page.context().setOffline(true)
    await page.keyboard.type(' Một', { delay: 20 })
    await reaches(page, 'offline')
    expect(await saving(page).textContent()).toBe('Chưa lưu — mất mạng, đã giữ trên máy này')
    await page.keyboard.type(' hai ba', { delay: 20 })
    await page.context().setOffline(false)
    await reaches(page, 'saved')
    expect(await copyOf(author, vi)).toMatchObject({ version: 1, body: '<p>Sáng nay, hội nghị khai mạc tại Nam Định.</p><p>Chiều nay bế mạc. Một hai ba</p>' })
    expect(await page.getByRole('alert').count()).toBe(0)
    await page.reload()
    await page.getByText('Chiều nay bế mạc. Một hai ba').waitFor()
    await reaches(page, 'working')
  })
})

describe('E04 slow answers', () => {
  test('and quick edits of text and tags make no false conflict', async ({ house, sit }) => {
    const { at, author, vi, id } = await begin(house)
    const page = await sit('author', { at })
    await page.route(/working-copy$|\/articles\/[^/]+$/, async (route) => {
      if (['PUT', 'PATCH'].includes(route.request().method())) await new Promise((resolve) => setTimeout(resolve, 3_000))
      await route.continue()
    })
    await toEnd(page)
    await page.keyboard.type(' Một.')
    await page.getByText('Kinh tế', { exact: true }).click()
    await page.getByText('Văn hóa - Xã hội', { exact: true }).click()
    await reaches(page, 'saving')
    await bodyOf(page).click()
    await page.keyboard.press('Control+End')
    await page.keyboard.type(' Hai.')
    await page.getByLabel('Tiêu đề').fill('Nam Định gặp gỡ ASEAN 2026')
    await expect.poll(async () => (await copyOf(author, vi).catch(() => null))?.title, { timeout: 15_000 }).toBe('Nam Định gặp gỡ ASEAN 2026')
    await reaches(page, 'saved')
    expect((await copyOf(author, vi)).body).toContain('bế mạc. Một. Hai.')
    await expect.poll(async () => (await author<{ facets: { pillars: string[] } }>('GET', `/articles/${id}`)).data.facets.pillars, { timeout: 15_000 }).toEqual(['apsc', 'aec', 'ascc'])
    expect(await page.getByRole('alert').count()).toBe(0)
  })
})

describe('E05 two people in one edition', () => {
  test('see who is there, and merge what both wrote, word by word, with nothing lost', async ({ house, sit }) => {
    const { at, author, vi } = await begin(house)
    const page = await sit('author', { at, refusals: [412] })
    await toEnd(page)
    await page.keyboard.type(' Tối có liên hoan.')
    await page.getByLabel('Đoạn dẫn (sapo)').fill('Hai ngày gặp gỡ, mười đại sứ.')
    await reaches(page, 'saved')
    const other = await sit('editor', { at, refusals: [412] })
    await other.getByText('Trần Thị Mai đang viết').waitFor()
    await other.getByLabel('Đoạn dẫn (sapo)').fill('Ba ngày gặp gỡ.')
    await other.getByText('Sáng nay, hội nghị khai mạc').click()
    await other.keyboard.press('Home')
    await other.keyboard.type('Theo tin đã đưa: ')
    await other.keyboard.press('Control+s')
    await reaches(other, 'saved')
    await other.getByText('Đã lưu thành phiên bản.').waitFor()

    await page.getByRole('alert').getByText('Xung đột: đã có bản lưu mới hơn').waitFor()
    await toEnd(page)
    await page.keyboard.type(' Hết.') // writing goes on
    expect(await page.getByRole('button', { name: 'Gửi duyệt' }).getAttribute('aria-disabled')).toBe('true')
    await page.getByRole('button', { name: 'Xem khác biệt' }).click()
    await page.waitForTimeout(2000); await page.screenshot({ path: '/tmp/w/editor-7.png' })
    const place = page.getByRole('region', { name: 'Chỗ 1 · Đoạn dẫn (sapo)' })
    await place.locator('ins', { hasText: 'mười đại sứ' }).waitFor()
    await place.getByLabel('Của tôi').check()
    await page.getByRole('button', { name: 'Lưu bản ghép' }).click()
    await page.getByText('Đã lưu bản ghép').waitFor()
    const { data } = await author<Text>('GET', vi)
    expect(data).toMatchObject({ lead: 'Hai ngày gặp gỡ, mười đại sứ.', body: '<p>Theo tin đã đưa: Sáng nay, hội nghị khai mạc tại Nam Định.</p><p>Chiều nay bế mạc. Tối có liên hoan. Hết.</p>' })
    expect(await page.getByRole('alert').count()).toBe(0)
    await other.getByText('Tối có liên hoan. Hết.').waitFor() // nothing was being typed there, so the newest is shown
  })
})
