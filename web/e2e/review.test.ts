import type { Page } from 'playwright-core'
import { describe, expect } from 'vitest'

import { test } from './desk'
import type { Caller } from './house'

interface Story { article: string; lang: string; edition: string }

const unit = 'cong-ttdt-tinh-ninh-binh'
const facets = { pillars: ['aec'], areas: ['hoat-dong-va-hop-tac-asean'] }

/** Writes a story as somebody, and hands it in. */
async function handIn(as: Caller, title: string, body = '<p>Hai ngày gặp gỡ, một chương trình hợp tác.</p>'): Promise<Story> {
  const made = await as<{ id: string }>('POST', '/articles', { unit, lang: 'vi', title, lead: `Đoạn dẫn: ${title}`, body, facets })
  const { data } = await as<{ edition: { id: string } }>('POST', `/articles/${made.data.id}/editions/vi/submit`)
  return { article: made.data.id, lang: 'vi', edition: data.edition.id }
}

const path = (one: Story) => `/articles/${one.article}/editions/${one.lang}`
const place = (one: Story) => `articles/${one.article}/${one.lang}/review`
const state = async (as: Caller, one: Story) => (await as<{ state: string }>('GET', path(one))).data.state
const act = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' })

/** What a disabled button says of why, to whoever puts the focus on it. */
async function reasonOf(page: Page, name: string): Promise<string> {
  await act(page, name).focus()
  return (await page.getByRole('tooltip').textContent()) ?? ''
}

describe('E11 four eyes', () => {
  test('the writer reads why not, and the API says the same', async ({ house, sit }) => {
    const author = await house.as('author')
    const one = await handIn(author, 'Bốn mắt: người viết')
    const page = await sit('author', { at: place(one) })
    await act(page, 'Duyệt').waitFor()
    expect(await act(page, 'Duyệt').getAttribute('aria-disabled')).toBe('true')
    expect(await reasonOf(page, 'Duyệt')).toContain('Bạn không có quyền duyệt')
    const { data } = await author<{ hash: string }>('GET', `${path(one)}/candidate`)
    await expect(author('POST', `${path(one)}/approve`, { hash: data.hash })).rejects.toThrow('403')
    await act(page, 'Duyệt').click({ force: true })
    await page.keyboard.press('a')
    expect(await state(author, one)).toBe('in_review')
  })

  test('whoever may approve does not approve what they wrote in last; a second person does', async ({ house, sit }) => {
    const admin = await house.as('admin')
    await admin('POST', '/people', { login: 'both', name: 'Đỗ Thị Lan', password: house.password, grants: [{ role: 'editor' }, { role: 'approver' }] })
    const author = await house.as('author')
    const both = await house.as('both')
    const one = await handIn(author, 'Bốn mắt: sửa sau cùng')
    const before = await both<{ lead: string; body: string }>('GET', path(one))
    await both('PUT', path(one), { title: 'Bốn mắt: đã sửa', lead: before.data.lead, body: before.data.body }, { 'If-Match': before.tag })

    const page = await sit('both', { at: place(one) })
    await act(page, 'Duyệt').waitFor()
    expect(await act(page, 'Duyệt').getAttribute('aria-disabled')).toBe('true')
    const why = await reasonOf(page, 'Duyệt')
    const told = (await both<{ may: Record<string, { reason: { vi: string } }> }>('GET', path(one))).data.may.approve?.reason.vi ?? 'nothing'
    expect(why).toContain(told)
    const { data } = await both<{ hash: string }>('GET', `${path(one)}/candidate`)
    await expect(both('POST', `${path(one)}/approve`, { hash: data.hash })).rejects.toThrow('four_eyes')

    const second = await sit('approver', { at: place(one) })
    await act(second, 'Duyệt').click()
    await second.getByText('Đã duyệt. Bước tiếp theo: đặt lịch đăng.').waitFor()
    await act(second, 'Đặt lịch đăng').waitFor()
    await second.getByText(/^Người viết: .* gửi duyệt /).waitFor()
    expect(await second.getByRole('navigation', { name: 'Các phần của bàn biên tập' }).locator('[aria-current=page]').allTextContents()).toEqual([expect.stringContaining('Duyệt')])
    await second.getByRole('tab', { name: 'Các lần duyệt' }).click()
    await second.getByRole('cell', { name: /Phạm Thu Hà/ }).waitFor()
    expect(await state(author, one)).toBe('approved')
  })

  test('an edit after approval is refused until somebody reopens it, who is told which posts that stops', async ({ house, sit }) => {
    const author = await house.as('author')
    const approver = await house.as('approver')
    const one = await handIn(author, 'Bốn mắt: mở lại')
    const { data: candidate } = await approver<{ hash: string }>('GET', `${path(one)}/candidate`)
    await approver('POST', `${path(one)}/approve`, { hash: candidate.hash })
    const { data: channels } = await approver<{ items: { id: string; name: string }[] }>('GET', '/channels')
    const sandbox = channels.items.find((channel) => channel.name === 'Kênh thử')
    await approver('POST', `${path(one)}/schedule`, { channels: [sandbox?.id], at: { time: '2099-01-15T07:30', zone: 'Asia/Ho_Chi_Minh' } })
    const saved = await author<{ title: string; lead: string; body: string }>('GET', path(one))
    const edit = { title: 'Đổi sau khi duyệt', lead: saved.data.lead, body: saved.data.body }
    await expect(author('PUT', path(one), edit, { 'If-Match': saved.tag })).rejects.toThrow('read_only')

    const page = await sit('approver', { at: place(one) })
    await act(page, 'Mở lại').click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('1 lượt đăng sẽ dừng:').waitFor()
    expect(await dialog.getByRole('listitem').textContent()).toBe('Kênh thử: T5, 15/01/2099 07:30')
    await dialog.getByRole('button', { name: 'Mở lại' }).click()
    await page.getByText('Đã mở lại để sửa. 1 lượt đăng đã dừng').waitFor()
    const again = await author('GET', path(one))
    await author('PUT', path(one), edit, { 'If-Match': again.tag })
  })

  test('what changed while somebody read is not approved, and the words are shown', async ({ house, sit }) => {
    const author = await house.as('author')
    const editor = await house.as('editor')
    const one = await handIn(author, 'Đổi trong lúc đọc', '<p>Hội nghị có mười đại sứ.</p>')
    const page = await sit('approver', { at: place(one), refusals: [412] })
    await page.getByText('Hội nghị có mười đại sứ.').waitFor()
    const saved = await editor<{ title: string; lead: string }>('GET', path(one))
    // The page hears of the change by the refusal alone.
    const { data: shown } = await editor('GET', `${path(one)}/candidate`)
    let approving = false
    await page.route('**/candidate', (route) => (approving ? route.continue() : route.fulfill({ json: shown })))
    await page.route('**/approve', (route) => {
      approving = true
      return route.continue()
    })
    await editor('PUT', path(one), { title: saved.data.title, lead: saved.data.lead, body: '<p>Hội nghị có mười một đại sứ.</p>' }, { 'If-Match': saved.tag })
    await act(page, 'Duyệt').click()
    const alert = page.getByRole('alert')
    await alert.getByText('Bản này đã đổi trong lúc bạn đọc').waitFor()
    expect((await alert.locator('ins').textContent())?.trim()).toBe('một')
    await page.getByRole('tabpanel').getByText('Hội nghị có mười một đại sứ.').waitFor()
    expect(await state(author, one)).toBe('in_review')
  })
})

describe('by keyboard', () => {
  test('A approves, J goes on to the next, R asks why, and the list is walked with J and Enter', async ({ house, sit }) => {
    const author = await house.as('author')
    const approver = await house.as('approver')
    const first = await handIn(author, 'Phím: bài thứ nhất')
    const second = await handIn(author, 'Phím: bài thứ hai')
    const page = await sit('approver', { at: 'reviews' })
    const { data } = await approver<{ items: { title: string }[] }>('GET', '/reviews?box=mine&limit=100')
    const at = data.items.findIndex((one) => one.title === 'Phím: bài thứ nhất')
    await page.getByRole('link', { name: 'Phím: bài thứ nhất' }).waitFor()
    for (let i = 0; i <= at; i++) await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Phím: bài thứ nhất' }).waitFor()
    await act(page, 'Duyệt').waitFor()
    await page.getByRole('tabpanel').getByText('Đoạn dẫn: Phím: bài thứ nhất').waitFor()
    await page.keyboard.press('a')
    await page.getByText('Đã duyệt. Bước tiếp theo').waitFor()
    expect(await state(author, first)).toBe('approved')
    await page.keyboard.press('j')
    await page.getByRole('heading', { level: 1, name: 'Phím: bài thứ hai' }).waitFor()
    await act(page, 'Yêu cầu sửa').waitFor()
    await page.keyboard.press('r')
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Trả lại để sửa' }).click()
    await dialog.getByText('Cần ghi lý do.').waitFor()
    await dialog.getByRole('textbox').fill('Ghi nguồn số liệu, đưa ảnh. Ajk')
    await dialog.getByRole('button', { name: 'Trả lại để sửa' }).click()
    await page.getByText('Đã trả lại để sửa.').waitFor()
    expect(await state(author, second)).toBe('changes_requested')
    const writer = await sit('author')
    await writer.locator('[data-card=returned]').getByText('Ghi nguồn số liệu, đưa ảnh. Ajk').waitFor()
  })
})

describe('hostile words', () => {
  const evil = '<script>window.hacked=1</script><img src=x onerror="window.hacked=1">'

  test('stay words in title, lead, body, comment and reason', async ({ house, sit }) => {
    const author = await house.as('author')
    const editor = await house.as('editor')
    const one = await handIn(author, `Lạ ${evil}`)
    await editor('POST', `${path(one)}/comments`, { body: `Nhận xét ${evil}`, anchor: { on: 'edition' } })
    // The API refuses such things in a body; the page must not need that.
    await expect(handIn(author, 'Lạ', `<p>${evil}</p>`)).rejects.toThrow('422')
    const page = await sit('approver', { at: 'notices' })
    await page.route('**/candidate', async (route) => {
      const answer = await route.fetch()
      const told = (await answer.json()) as { content: { body: string } }
      // Handlers and styles are left out: the parser tells the policy of the page about each of them.
      told.content.body = `<p>Thân bài <script>window.hacked=1</script><img src=x></p><iframe src="javascript:window.hacked=1"></iframe><figure data-embed="javascript:window.hacked=1"></figure><a href=" javascript:window.hacked=1">mồi</a><object data="/x"></object><form action="/x"><input></form>`
      await route.fulfill({ response: answer, json: told })
    })
    await page.goto(`/desk/${place(one)}`)
    await page.getByRole('tabpanel').getByText('Thân bài').waitFor()
    expect(await page.getByRole('tabpanel').locator('script, iframe, object, form, input, img[src=x], a[href*=javascript]').count()).toBe(0)
    expect(await page.locator('h1').textContent()).toContain('<script>window.hacked=1</script>')
    await page.getByRole('tab', { name: /Nhận xét/ }).click()
    await page.getByText(`Nhận xét ${evil}`).waitFor()
    await page.getByRole('tab', { name: 'Từng kênh' }).click()
    await page.getByRole('heading', { name: /Cổng tỉnh/ }).waitFor()
    await page.goto('/desk/reviews')
    await page.getByRole('link', { name: /^Lạ/ }).waitFor()
    await editor('POST', `${path(one)}/request-changes`, { reason: `Vì ${evil}` })
    const writer = await sit('author')
    await writer.getByText(`Vì ${evil}`).waitFor()
    for (const each of [page, writer]) expect(await each.evaluate(() => (window as unknown as { hacked?: number }).hacked)).toBeUndefined()
  })
})

