import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { describe, expect } from 'vitest'

import { test } from './desk'
import type { House } from './house'

interface Edition {
  title: string
  lead: string
  body: string
  state: string
  outdated: boolean
  next_act: string
  note?: { kind: string; text?: string }
}

const bodyOf = (page: Page, name = 'Nội dung') => page.getByRole('textbox', { name })
const reaches = (page: Page, word: string) => page.locator(`[data-saving=${word}]`).waitFor()

async function begin(house: House) {
  const author = await house.as('author')
  const { data } = await author<{ id: string }>('POST', '/articles', {
    unit: 'cong-ttdt-tinh-ninh-binh', lang: 'vi', title: 'Nam Định gặp gỡ ASEAN', lead: 'Hai ngày gặp gỡ.', body: '<p>Sáng nay khai mạc.</p><p>Chiều nay bế mạc.</p>',
    facets: { pillars: ['apsc'], areas: ['hoat-dong-va-hop-tac-asean'] },
  })
  return { author, id: data.id, at: (lang: string) => `articles/${data.id}/${lang}`, edition: (lang: string) => `/articles/${data.id}/editions/${lang}` }
}

/** Rules that the page breaks, by element. */
async function broken(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze()
  return violations.flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.target.join(' ')}`))
}

describe('a new story', () => {
  test('is begun, written, checked, handed in and recalled by keyboard', async ({ house, sit }) => {
    const page = await sit('author', { at: 'articles/new', refusals: [422] })
    await page.getByLabel('Tiêu đề').fill('Hội chợ ASEAN 2026')
    // Where their newest story is, the next one is likely to be.
    await expect.poll(() => page.getByRole('combobox', { name: 'Đơn vị' }).inputValue()).not.toBe('')
    await page.getByRole('button', { name: 'Bắt đầu viết' }).click()
    await bodyOf(page).click()
    await page.keyboard.type('/de muc lon')
    await page.keyboard.press('Enter')
    await page.keyboard.type('Ngày đầu')
    await page.keyboard.press('Enter')
    await page.keyboard.type('Khai mạc.')
    await page.keyboard.press('Control+Enter')
    await page.getByRole('alert').getByText('Còn thiếu 3 mục, xem Kiểm tra.').waitFor()
    await page.getByRole('button', { name: 'Còn thiếu 3 mục' }).waitFor()
    await page.getByText('Phải xong trước khi gửi duyệt').waitFor()
    await page.getByRole('button', { name: /chọn ít nhất một trụ cột/ }).click()
    await page.waitForFunction(() => document.activeElement?.closest('#info-pillars, fieldset') !== null)
    await page.getByText('Kinh tế', { exact: true }).click()
    await page.getByRole('combobox', { name: 'Nội dung tuyên truyền' }).click()
    await page.keyboard.type('hop tac')
    await page.getByRole('option', { name: 'Hoạt động và hợp tác ASEAN' }).click()
    await page.keyboard.press('Escape')
    await page.getByLabel('Đoạn dẫn (sapo)').fill('Ba ngày hội chợ.')
    await page.keyboard.press('Control+Enter')
    await page.getByText('Đã gửi duyệt.').waitFor()
    const [, id = ''] = /articles\/([^/]+)\/vi/.exec(page.url()) ?? []
    const author = await house.as('author')
    expect((await author<Edition>('GET', `/articles/${id}/editions/vi`)).data).toMatchObject({ state: 'in_review', lead: 'Ba ngày hội chợ.', body: '<h2>Ngày đầu</h2><p>Khai mạc.</p>' })
    // Nothing that stands where the act was takes it back at once.
    await page.getByText('Đã gửi, chờ người duyệt; bạn có thể rút về').first().waitFor()
    expect(await page.getByRole('combobox', { name: 'Nội dung tuyên truyền' }).isDisabled()).toBe(true)
    await page.getByRole('button', { name: 'Rút về sửa' }).click()
    await page.getByRole('dialog', { name: 'Rút bài về để sửa?' }).getByRole('button', { name: 'Rút về sửa' }).click()
    await page.getByText('Đã rút về.').waitFor()
    await page.getByRole('button', { name: 'Gửi duyệt' }).waitFor()
  })
})

describe('two languages', () => {
  test('stand side by side, with what changed in the source, until the translation is marked as right', async ({ house, sit }) => {
    const { author, at, edition } = await begin(house)
    const page = await sit('author', { at: at('vi') })
    await page.getByRole('button', { name: 'Thêm bản ngôn ngữ' }).click()
    await page.getByRole('menuitem', { name: 'Tiếng Anh' }).click()
    await page.getByRole('link', { name: /EN/ }).and(page.locator('[aria-current=page]')).waitFor()
    await page.getByLabel('Tiêu đề').fill('Nam Dinh meets ASEAN')
    await page.keyboard.press('Control+s')
    await page.getByText('Đã lưu thành phiên bản.').waitFor()
    const { data, tag } = await author<Edition>('GET', edition('vi'))
    await author('PUT', edition('vi'), { title: data.title, lead: data.lead, body: data.body.replace('Chiều nay', 'Tối nay') }, { 'If-Match': tag })
    await page.getByText('Bản gốc đã đổi sau bản dịch này').waitFor()
    await page.keyboard.press('Control+Alt+3')
    const changed = page.getByRole('region', { name: 'Bản gốc (chỉ đọc)' }).locator('[data-changed]')
    await changed.getByText('Tối nay bế mạc.').waitFor()
    expect(await changed.allTextContents()).toEqual(['Tối nay bế mạc.'])
    expect(await broken(page)).toEqual([])
    await page.getByRole('button', { name: 'Bản dịch vẫn đúng' }).click()
    await page.getByText('Bản gốc đã đổi sau bản dịch này').waitFor({ state: 'detached' })
    expect((await author<Edition>('GET', edition('en'))).data.outdated).toBe(false)
  })
})

describe('two windows of one person', () => {
  test('tell of each other, and neither writes over the other', async ({ house, sit }) => {
    const { author, at, edition } = await begin(house)
    const one = await sit('author', { at: at('vi'), refusals: [412] })
    const two = await sit('author', { at: at('vi'), refusals: [412] }) // another machine
    await bodyOf(one).click()
    await one.keyboard.press('Control+End')
    await one.keyboard.type(' Ở máy một.')
    await reaches(one, 'saved')
    await bodyOf(two).click()
    await two.keyboard.press('Control+End')
    await two.keyboard.type(' Ở máy hai.')
    await two.getByRole('alert').getByText('Xung đột: bạn đang viết bản này ở một cửa sổ khác').waitFor()
    await two.getByRole('button', { name: 'Xem khác biệt' }).click()
    await two.locator('ins', { hasText: 'hai' }).waitFor()
    await two.getByRole('button', { name: 'Giữ bản ở đây' }).click()
    await reaches(two, 'saved')
    expect((await author<Edition>('GET', `${edition('vi')}/working-copy`)).data.body).toContain('bế mạc. Ở máy hai.')
    const { data } = await author<{ items: { kind: string; name?: string }[] }>('GET', `${edition('vi')}/revisions`)
    expect(data.items.map((it) => it.name)).toContain('Bản ở cửa sổ kia')
  })
})

describe('what is out', () => {
  test('is read only until a correction is opened, which tells readers why', async ({ house, sit }) => {
    const editor = await house.as('editor')
    const { data } = await editor<{ items: { article: { id: string }; edition: { lang: string } }[] }>('GET', '/articles?publication=published&limit=1')
    const id = data.items[0]?.article.id ?? ''
    const page = await sit('editor', { at: `articles/${id}/vi` })
    await page.getByText('Bản này đang chỉ đọc').waitFor()
    expect(await bodyOf(page).getAttribute('contenteditable')).toBe('false')
    await page.getByRole('button', { name: 'Sửa bài đã đăng' }).first().click()
    await page.getByLabel('Đính chính').check()
    await page.getByLabel('Lời báo bạn đọc').fill('Bản trước ghi nhầm ngày.')
    await page.getByRole('button', { name: 'Bắt đầu sửa' }).click()
    await page.getByText('Có sửa đổi chưa đăng').waitFor()
    await bodyOf(page).click()
    await page.keyboard.press('Control+End')
    await page.keyboard.type(' Đã sửa.')
    await page.keyboard.press('Control+s')
    await page.getByText('Đã lưu thành phiên bản.').waitFor()
    const now = (await editor<Edition>('GET', `/articles/${id}/editions/vi`)).data
    expect(now).toMatchObject({ next_act: 'correct', note: { kind: 'correction', text: 'Bản trước ghi nhầm ngày.' } })
    expect(now.body).toContain(' Đã sửa.</p>')
    expect(await broken(page)).toEqual([])
  })
})
