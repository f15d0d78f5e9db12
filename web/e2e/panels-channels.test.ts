import type { Locator, Page } from 'playwright-core'
import { describe, expect } from 'vitest'

import { test } from './desk'
import type { Caller, House } from './house'
import { write, type Story } from './story'

const telegram = 'Kênh Telegram (bản thử)'
const bluesky = 'Tài khoản Bluesky (bản thử)'

interface Text {
  title: string
  lead: string
  body: string
}

const channel = (page: Page, name: string): Locator => page.getByRole('button', { name: new RegExp(name.replaceAll(/[()]/g, '\\$&')) })

/** Opens the tab with a channel, and begins words of its own. */
async function begin(page: Page, name: string): Promise<Locator> {
  await page.getByRole('tab', { name: 'Kênh' }).click()
  await channel(page, name).click()
  await page.getByRole('button', { name: 'Viết lời riêng' }).click()
  return page.getByLabel('Lời cho kênh này')
}

/** Saves another title of the edition, as its author. */
async function retitle(author: Caller, story: Story, title: string): Promise<void> {
  const { data, tag } = await author<Text>('GET', story.edition)
  await author('PUT', story.edition, { title, lead: data.lead, body: data.body }, { 'If-Match': tag })
}

/** Hands a story in, has it approved and sent to a channel, and reads the very bytes that went out. */
async function send(house: House, story: Story, name: string): Promise<{ id: string; text: string }> {
  const author = await house.as('author')
  const approver = await house.as('approver')
  await author('POST', `${story.edition}/submit`)
  const { data: candidate } = await approver<{ hash: string }>('GET', `${story.edition}/candidate`)
  await approver('POST', `${story.edition}/approve`, { hash: candidate.hash })
  const { data: previews } = await approver<{ items: { channel: string; channel_name: string }[] }>('GET', `${story.edition}/preview`)
  const to = previews.items.find((one) => one.channel_name === name)?.channel
  const { data: plan } = await approver<{ deliveries: { id: string }[] }>('POST', `${story.edition}/schedule`, { channels: [to], now: true })
  const id = plan.deliveries[0]?.id ?? ''
  await expect.poll(async () => (await approver<{ state: string }>('GET', `/deliveries/${id}`)).data.state, { timeout: 20_000 }).toMatch(/sent|confirmed/)
  const { data: post } = await approver<{ text: string }>('GET', `/deliveries/${id}/payload`)
  return { id, text: post.text }
}

describe('E09 words for channels', () => {
  test('follow the master, are own ones, outlive a change of the master, and go back', async ({ house, sit }) => {
    const story = await write(house, 'vi', 'Nam Định gặp gỡ ASEAN')
    const page = await sit('author', { at: `articles/${story.id}/vi` })
    const words = await begin(page, telegram)
    await words.fill('Mười đại sứ về Nam Định.')
    await page.getByRole('button', { name: 'Lưu lời riêng' }).click()
    await channel(page, telegram).getByText('Đã sửa riêng').waitFor()
    await channel(page, bluesky).getByText('Theo bản gốc').waitFor()

    await retitle(await house.as('author'), story, 'Nam Định gặp gỡ ASEAN 2026')
    await channel(page, telegram).getByText('Bản gốc đã đổi').waitFor()
    await page.getByRole('button', { name: 'Vẫn đúng' }).click()
    await channel(page, telegram).getByText('Đã sửa riêng').waitFor()

    await page.getByRole('button', { name: 'Trở lại bản gốc' }).click()
    await channel(page, telegram).getByText('Theo bản gốc').waitFor()
    await page.getByRole('alert').getByRole('button', { name: 'Hoàn tác' }).click()
    await channel(page, telegram).getByText('Đã sửa riêng').waitFor()
    const { data } = await (await house.as('author'))<{ items: { channel_name: string; text?: string }[] }>('GET', `${story.edition}/variants`)
    expect(data.items.find((one) => one.channel_name === telegram)?.text).toBe('Mười đại sứ về Nam Định.')
  })

  test('are counted as each platform counts, and too many are said in words', async ({ house, sit }) => {
    const story = await write(house, 'vi', 'Hai ngày gặp gỡ')
    const page = await sit('author', { at: `articles/${story.id}/vi` })
    const words = await begin(page, bluesky)
    const post = page.getByRole('region', { name: `Bản xem trước: ${bluesky}` })
    await words.fill('ệ'.repeat(300))
    await page.getByText(/\d+\/300 ký tự · [\d.]+\/3\.000 byte · thừa \d+/).waitFor()
    await post.getByRole('alert').getByText(/thừa|\d+\/300/).waitFor()
    // What is typed is not lost with the tab, and not saved either.
    await page.getByRole('tab', { name: 'Nhận xét' }).click()
    await page.getByRole('tab', { name: 'Kênh' }).click()
    await channel(page, bluesky).click()
    await expect.poll(() => words.inputValue()).toHaveLength(300)
    await channel(page, bluesky).getByText('Theo bản gốc').waitFor()
    await words.fill('Hai ngày.')
    await post.getByText('Hai ngày.', { exact: false }).waitFor()
    await page.getByText(/^\d+\/300 ký tự/).waitFor()
    expect(await post.getByRole('alert').count()).toBe(0)
  })

  test('are shown as the very bytes that the destination gets', async ({ house, sit }) => {
    const story = await write(house, 'en', 'Nam Dinh meets ASEAN') // the portal takes Vietnamese alone, so that nothing waits for it
    const page = await sit('author', { at: `articles/${story.id}/en` })
    const words = await begin(page, telegram)
    await words.fill('Ten ambassadors come to Nam Dinh & its <villages>.\n\nTwo days.')
    await page.getByRole('button', { name: 'Lưu lời riêng' }).click()
    await channel(page, telegram).getByText('Đã sửa riêng').waitFor()
    const shown = (await page.getByRole('region', { name: `Bản xem trước: ${telegram}` }).locator('p', { hasText: 'Ten ambassadors' }).first().textContent()) ?? ''
    const sent = await send(house, story, telegram)
    expect(shown).toContain('<villages>')
    expect(shown.replaceAll('00000000-0000-0000-0000-000000000000', sent.id)).toBe(sent.text)
  })
})
