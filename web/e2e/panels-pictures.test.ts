import { fileURLToPath } from 'node:url'

import { describe, expect } from 'vitest'

import { test } from './desk'
import { write } from './story'

const drawing = (name: string) => fileURLToPath(new URL(`../../internal/demo/data/${name}`, import.meta.url))

interface Item {
  code: string
  done: boolean
}

interface Picture {
  id: string
  focus: { x: number; y: number }
  credit: string
  texts: Record<string, { alt?: string }>
}

describe('E10 pictures', () => {
  test('need a description, are cut around a focus that keys move, and are told to be there already', async ({ house, sit }) => {
    const author = await house.as('author')
    const story = await write(house, 'vi', 'Sen Ninh Bình')
    const saved = async () => (await author<{ pictures: string[] }>('GET', story.edition)).data.pictures
    const described = async () => (await author<{ items: Item[] }>('GET', `${story.edition}/checklist`)).data.items.filter((one) => one.code === 'picture_alt').map((one) => one.done)
    const page = await sit('author', { at: `articles/${story.id}/vi` })
    await page.getByRole('tab', { name: 'Ảnh' }).click()
    const panel = page.getByRole('region', { name: 'Ảnh của bài' })
    await panel.locator('input[type=file]').setInputFiles([drawing('lotus.jpg'), fileURLToPath(import.meta.url)])
    await panel.getByText('kho chỉ nhận JPEG, PNG và WebP').waitFor()
    await panel.getByText('lotus.jpg giống hệt ảnh “lotus.jpg” đã có trong kho.').waitFor()
    await panel.getByRole('button', { name: 'Giữ cả hai' }).click()
    await panel.getByText('Thiếu lời mô tả').waitFor()
    await page.keyboard.press('Control+s')
    await expect.poll(saved).toHaveLength(1)
    expect(await described()).toEqual([false])
    await expect(author('POST', `${story.edition}/submit`)).rejects.toThrow(/mô tả/)

    await page.getByRole('tab', { name: 'Kiểm tra' }).click()
    await page.getByRole('button', { name: /lotus\.jpg.*chưa có lời mô tả/ }).click()
    const alt = panel.getByLabel('Lời mô tả ảnh (alt), Tiếng Việt')
    await expect.poll(() => alt.evaluate((one) => one === document.activeElement)).toBe(true)
    await alt.fill('Hoa sen hồng giữa hồ')
    await panel.getByLabel('Nguồn ảnh').fill('Ảnh: Sở Du lịch')
    const square = panel.locator('[data-crop="1:1"]')
    const before = await square.evaluate((one) => getComputedStyle(one).objectPosition)
    const focus = panel.getByRole('button', { name: /^Điểm chính/ })
    await focus.focus()
    for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('Shift+ArrowDown')
    await panel.getByRole('button', { name: 'Điểm chính: ngang 40 %, dọc 60 %' }).waitFor()
    expect(await square.evaluate((one) => getComputedStyle(one).objectPosition)).not.toBe(before)
    expect(await focus.evaluate((one) => one === document.activeElement)).toBe(true)
    await panel.getByRole('button', { name: 'Lưu mô tả' }).click()
    await panel.getByText('Thiếu lời mô tả').waitFor({ state: 'detached' })
    await panel.getByText('Chưa ghi nguồn ảnh').waitFor({ state: 'detached' })

    const [id] = await saved()
    const { data: picture } = await author<Picture>('GET', `/media/${id}`)
    expect(picture).toMatchObject({ focus: { x: 0.4, y: 0.6 }, credit: 'Ảnh: Sở Du lịch', texts: { vi: { alt: 'Hoa sen hồng giữa hồ' } } })
    expect(await described()).toEqual([true])
    await author('POST', `${story.edition}/submit`)
  })

  test('come from the library, change their order, and come back once taken out', async ({ house, sit }) => {
    const author = await house.as('author')
    const story = await write(house, 'vi', 'Làng nghề')
    const page = await sit('author', { at: `articles/${story.id}/vi` })
    await page.getByRole('tab', { name: 'Ảnh' }).click()
    const panel = page.getByRole('region', { name: 'Ảnh của bài' })
    await panel.getByRole('button', { name: 'Chọn từ kho ảnh' }).click()
    const shelf = page.getByRole('dialog')
    await shelf.getByText('Mọi đơn vị').click()
    await shelf.getByRole('button', { name: /lotus\.jpg/ }).first().click()
    await shelf.getByRole('button', { name: /terraces\.jpg/ }).first().click()
    await page.keyboard.press('Escape')
    const names = () => panel.getByRole('listitem').allInnerTexts()
    await expect.poll(async () => (await names())[0]).toContain('lotus.jpg')
    await panel.getByRole('button', { name: 'Đưa terraces.jpg lên trước' }).click()
    await expect.poll(async () => (await names())[0]).toMatch(/terraces\.jpg[\s\S]*Ảnh bìa/)
    await panel.getByRole('button', { name: 'Bỏ terraces.jpg khỏi bài' }).click()
    await expect.poll(names).toHaveLength(1)
    await page.getByRole('alert').getByRole('button', { name: 'Hoàn tác' }).click()
    await expect.poll(async () => (await names())[0]).toContain('terraces.jpg')
    await page.keyboard.press('Control+s')
    await expect.poll(async () => (await author<{ pictures: string[] }>('GET', story.edition)).data.pictures).toHaveLength(2)
  })
})
