import { describe, expect } from 'vitest'

import { test } from './desk'
import { write } from './story'

interface Threads {
  items: { state: string; anchor: { on: string; field?: string; quote?: string }; comments: { body: string }[] }[]
}

describe('what stands beside the text', () => {
  test('comments begin on selected words, lead back to them, are answered and resolved', async ({ house, sit }) => {
    const story = await write(house, 'vi', 'Nam Định gặp gỡ ASEAN')
    const editor = await house.as('editor')
    const page = await sit('author', { at: `articles/${story.id}/vi` })
    await page.getByRole('tab', { name: 'Nhận xét' }).click()
    await page.getByRole('tabpanel').getByRole('textbox').first().waitFor() // it hears of selections from here on
    const title = page.getByRole('textbox', { name: 'Tiêu đề', exact: true })
    await title.evaluate((one: HTMLTextAreaElement) => {
      one.focus()
      one.setSelectionRange(9, 15)
    })
    await page.getByLabel('Nhận xét về chỗ đã chọn').fill('Gặp ai? <img src=x onerror=alert(1)>')
    await page.getByRole('button', { name: 'Gửi nhận xét' }).click()
    const thread = page.getByRole('article').filter({ hasText: 'Gặp ai?' })
    await thread.getByText('<img src=x onerror=alert(1)>').waitFor()
    const { data } = await editor<Threads & { items: { id: string }[] }>('GET', `${story.edition}/comments`)
    expect(data.items[0]?.anchor).toMatchObject({ on: 'selection', field: 'title', quote: 'gặp gỡ' })

    await editor('POST', `${story.edition}/comments/${data.items[0]?.id}/replies`, { body: 'Mười đại sứ.' })
    await thread.getByText('Mười đại sứ.').waitFor()
    await title.evaluate((one: HTMLTextAreaElement) => one.setSelectionRange(0, 0))
    await thread.getByRole('button', { name: 'Xem chỗ này' }).click()
    expect(await title.evaluate((one: HTMLTextAreaElement) => one.value.slice(one.selectionStart, one.selectionEnd))).toBe('gặp gỡ')

    await thread.getByRole('button', { name: 'Đã giải quyết' }).click()
    await page.getByText('Đang mở (0)').waitFor()
    await page.getByRole('alert').getByRole('button', { name: 'Hoàn tác' }).click()
    await page.getByText('Đang mở (1)').waitFor()
  })

  test('earlier texts are compared word by word, named and restored; a Word file is looked at before it is taken', async ({ house, sit }) => {
    const story = await write(house, 'vi', 'Nam Định gặp gỡ ASEAN')
    const author = await house.as('author')
    const { data: old, tag } = await author<{ lead: string; body: string }>('GET', story.edition)
    await author('PUT', story.edition, { title: 'Nam Định đón ASEAN', lead: old.lead, body: old.body }, { 'If-Match': tag })
    const page = await sit('author', { at: `articles/${story.id}/vi` })
    const title = page.getByRole('textbox', { name: 'Tiêu đề', exact: true })
    await page.getByRole('tab', { name: 'Lịch sử' }).click()
    const entries = page.getByRole('list', { name: 'Các bản đã lưu' }).getByRole('listitem')
    await entries.first().getByRole('button', { name: 'Xem thay đổi' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.locator('del', { hasText: 'gặp gỡ' }).waitFor()
    await dialog.locator('ins', { hasText: 'đón' }).waitFor()
    await page.keyboard.press('Escape')

    await page.getByLabel('Đặt mốc cho bản đang viết').fill('Trước khi rút gọn')
    await page.getByRole('button', { name: 'Đặt mốc' }).click()
    await entries.filter({ hasText: 'Trước khi rút gọn' }).waitFor()
    await entries.filter({ hasText: 'Bản 1' }).getByRole('button', { name: 'Khôi phục' }).click()
    await expect.poll(() => title.inputValue(), { timeout: 10_000 }).toBe('Nam Định gặp gỡ ASEAN')

    const file = await page.request.get(`/api/v1${story.edition}/export.docx`)
    await page.locator('input[type=file]').setInputFiles({ name: 'tin.docx', mimeType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', buffer: await file.body() })
    await dialog.getByText('Nam Định đón ASEAN').waitFor()
    expect(await title.inputValue()).toBe('Nam Định gặp gỡ ASEAN')
    await dialog.getByRole('button', { name: 'Đưa vào bản đang viết' }).click()
    await expect.poll(async () => (await author<{ title: string }>('GET', `${story.edition}/working-copy`)).data.title, { timeout: 10_000 }).toBe('Nam Định đón ASEAN')
    await expect.poll(() => title.inputValue(), { timeout: 10_000 }).toBe('Nam Định đón ASEAN')
  })
})
