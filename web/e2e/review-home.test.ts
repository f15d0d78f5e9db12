import type { Page } from 'playwright-core'
import { describe, expect } from 'vitest'

import { test } from './desk'
import type { Caller } from './house'

interface List { items: { id: string; kind?: string; name?: string }[] }

/** The number that a card of the overview shows. */
async function number(page: Page, card: string): Promise<number> {
  const at = page.locator(`[data-card=${card}]`)
  return Number(/: (\d+)$/.exec((await at.getByRole('link', { name: /: \d+$/ }).first().getAttribute('aria-label')) ?? '')?.[1])
}

const count = async (as: Caller, path: string, of: (one: List['items'][number]) => boolean = () => true) => (await as<List>('GET', path)).data.items.filter(of).length

describe('the overview', () => {
  test('has the numbers of the lists behind it, each of which it leads to', async ({ house, sit }) => {
    const author = await house.as('author')
    const me = (await author<{ id: string }>('GET', '/me')).data.id
    const page = await sit('author')
    expect(await number(page, 'drafts')).toBe(await count(author, `/articles?state=draft&created_by=${me}&limit=100`))
    expect(await number(page, 'planned')).toBe(await count(author, `/planned?person=${me}&state=assigned&limit=100`))
    expect(await number(page, 'returned')).toBe(await count(author, '/reviews?box=sent&limit=100', (one) => one.kind === 'changes'))
    expect(await number(page, 'sent')).toBe(await count(author, '/reviews?box=sent&limit=100', (one) => one.kind !== 'changes'))
    const link = page.locator('[data-card=drafts]').getByRole('link', { name: /: \d+$/ })
    expect(await link.getAttribute('href')).toBe(`/desk/articles?state=draft&created_by=${me}`)

    const approver = await house.as('approver')
    const desk = await sit('approver')
    expect(await number(desk, 'approve')).toBe(await count(approver, '/reviews?box=mine&limit=100'))
    expect(await number(desk, 'unscheduled')).toBe(await count(approver, '/articles?state=approved&publication=none&limit=100'))
    expect(await number(desk, 'requests')).toBe(await count(approver, '/requests?state=routed&limit=100'))
    await desk.locator('[data-card=approve]').getByRole('link', { name: /: \d+$/ }).click()
    await desk.getByRole('heading', { level: 1, name: 'Duyệt' }).waitFor()
    expect(await desk.locator('#queue > li').count()).toBe(await count(approver, '/reviews?box=mine&limit=100'))
  })

  test('keeps a failure on its strip until it is solved, and a channel that stands still with the posts that wait', async ({ house, sit }) => {
    const author = await house.as('author')
    const approver = await house.as('approver')
    const admin = await house.as('admin')
    const { data: made } = await author<{ id: string }>('POST', '/articles', {
      unit: 'cong-ttdt-tinh-ninh-binh', lang: 'vi', title: 'Bài bị từ chối', lead: 'Đoạn dẫn.', body: '<p>Nội dung.</p>', facets: { pillars: ['aec'], areas: ['hoat-dong-va-hop-tac-asean'] },
    })
    const at = `/articles/${made.id}/editions/vi`
    await author('POST', `${at}/submit`)
    const { data: candidate } = await approver<{ hash: string }>('GET', `${at}/candidate`)
    await approver('POST', `${at}/approve`, { hash: candidate.hash })
    const channels = (await approver<List>('GET', '/channels')).data.items
    const id = (name: string) => channels.find((one) => one.name === name)?.id
    const page = await sit('approver')
    const { data: planned } = await approver<{ deliveries: { id: string }[] }>('POST', `${at}/schedule`, { channels: [id('Kênh thử luôn từ chối')], now: true })
    const failed = planned.deliveries[0]?.id ?? ''
    const line = page.locator(`[data-delivery="${failed}"]`)
    await line.getByText('Bài bị từ chối').waitFor() // told while the page is open
    await page.reload()
    await line.getByText('Nơi nhận từ chối.').waitFor()
    expect(await page.locator('[data-card=trouble]').getByRole('button').count()).toBe(0) // nothing puts it away
    expect(await line.getByRole('link').getAttribute('href')).toBe(`/desk/deliveries/${failed}`)
    await approver('POST', `/deliveries/${failed}/mark-sent`, { address: 'https://portal.example/tin' })
    await line.waitFor({ state: 'detached' })

    await admin('POST', `/channels/${id('Kênh thử')}/pause`, { reason: 'Đang đổi mật khẩu' })
    await approver('POST', `${at}/schedule`, { channels: [id('Kênh thử')], at: { time: '2099-01-15T07:30', zone: 'Asia/Ho_Chi_Minh' } })
    const still = page.locator(`[data-channel="${id('Kênh thử')}"]`)
    await still.getByText('Đang đổi mật khẩu').waitFor()
    await still.getByRole('link', { name: 'Bài bị từ chối' }).waitFor()
    await admin('POST', `/channels/${id('Kênh thử')}/resume`)
    await still.waitFor({ state: 'detached' })
  })

  test('leads a newcomer through the first steps, which check themselves off', async ({ house, sit }) => {
    const admin = await house.as('admin')
    await admin('POST', '/people', { login: 'new', name: 'Vũ Minh Anh', password: house.password, grants: [{ role: 'author' }] })
    const page = await sit('new')
    const step = (name: string) => page.locator(`[data-step=${name}]`)
    await step('write').getByRole('link').waitFor()
    const mine = await house.as('new')
    const { data: made } = await mine<{ id: string }>('POST', '/articles', {
      unit: 'cong-ttdt-tinh-ninh-binh', lang: 'vi', title: 'Bài đầu tiên', lead: 'Đoạn dẫn.', body: '<p>Nội dung.</p>', facets: { pillars: ['aec'], areas: ['hoat-dong-va-hop-tac-asean'] },
    })
    await page.locator('[data-step=write][data-done]').waitFor()
    await page.locator('[data-step=submit][data-next]').waitFor()
    await mine('POST', `/articles/${made.id}/editions/vi/submit`)
    await page.locator('[data-step=approve][data-next]').waitFor()
    await page.getByRole('button', { name: 'Thu gọn' }).last().click()
    await step('write').waitFor({ state: 'detached' })
    await page.reload()
    await page.getByText('2/5 bước đã xong').waitFor()
    expect(await step('write').count()).toBe(0)
  })
})

describe('notices', () => {
  test('what newly asks for something comes to whoever is there, and leads to it', async ({ house, sit }) => {
    const page = await sit('approver')
    await page.getByRole('button', { name: /^Thông báo: \d+ chưa đọc/ }).waitFor()
    const author = await house.as('author')
    const { data: made } = await author<{ id: string }>('POST', '/articles', {
      unit: 'cong-ttdt-tinh-ninh-binh', lang: 'vi', title: 'Bài vừa gửi', lead: 'Đoạn dẫn.', body: '<p>Nội dung.</p>', facets: { pillars: ['aec'], areas: ['hoat-dong-va-hop-tac-asean'] },
    })
    await author('POST', `/articles/${made.id}/editions/vi/submit`)
    const toast = page.getByRole('alert').filter({ hasText: 'Bài vừa gửi' })
    await toast.getByRole('button', { name: 'Xem' }).click()
    await page.getByRole('heading', { level: 1, name: 'Bài vừa gửi' }).waitFor()

    await page.getByRole('button', { name: /^Thông báo: \d+ chưa đọc/ }).click()
    await page.getByRole('link', { name: 'Xem tất cả' }).click()
    await page.getByRole('heading', { level: 1, name: 'Thông báo' }).waitFor()
    await page.getByRole('button', { name: 'Đánh dấu đã đọc hết' }).click()
    await page.getByRole('button', { name: 'Thông báo: không có gì mới' }).waitFor()
    const approver = await house.as('approver')
    expect((await approver<{ unread: number }>('GET', '/notices')).data.unread).toBe(0)
  })
})
