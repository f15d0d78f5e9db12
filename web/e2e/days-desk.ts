import type { Page } from 'playwright-core'

import type { Caller, House } from './house'

const hanoi = 7 * 3_600_000

/** A day so many days from now where the newsroom is, such as 2026-11-26. */
export function dayFromNow(days: number): string {
  return new Date(Date.now() + hanoi + days * 86_400_000).toISOString().slice(0, 10)
}

/** The instant of a wall time where the newsroom is. */
export function instantOf(wall: string): number {
  return Date.parse(`${wall}:00+07:00`)
}

export interface Ready {
  article: string
  channel: string
  approver: Caller
}

/** A story that is written and approved; the trial channel that it may go to. */
export async function approved(house: House, title: string, facets: { pillars: string[]; areas: string[] }): Promise<Ready> {
  const [author, approver] = await Promise.all([house.as('author'), house.as('approver')])
  const { data: made } = await author<{ id: string }>('POST', '/articles', {
    unit: 'cong-ttdt-tinh-ninh-binh', lang: 'vi', title, lead: 'Tỉnh mở tuần lễ hàng nông sản, mời doanh nghiệp các nước ASEAN tham dự.', body: '<p>Sáng nay tại thành phố, hội chợ mở cửa đón khách.</p>',
    facets: { ...facets, audiences: ['nhan-dan'] },
  })
  const edition = `/articles/${made.id}/editions/vi`
  await author('POST', `${edition}/submit`)
  const { data: candidate } = await approver<{ hash: string }>('GET', `${edition}/candidate`)
  await approver('POST', `${edition}/approve`, { hash: candidate.hash })
  const { data: channels } = await approver<{ items: { id: string; name: string }[] }>('GET', '/channels?limit=100')
  const channel = channels.items.find((one) => one.name === 'Kênh thử')?.id ?? ''
  return { article: made.id, channel, approver }
}

/** An approved story that is planned for a wall time of the newsroom, and its one delivery. */
export async function scheduled(house: House, title: string, wall: string) {
  const ready = await approved(house, title, { pillars: ['aec'], areas: ['hoat-dong-va-hop-tac-asean'] })
  await ready.approver('POST', `/articles/${ready.article}/editions/vi/schedule`, { channels: [ready.channel], at: { time: wall, zone: 'Asia/Ho_Chi_Minh' } })
  const { data } = await ready.approver<{ items: { id: string }[] }>('GET', `/deliveries?article=${ready.article}`)
  const delivery = data.items[0]?.id ?? ''
  const due = async () => Date.parse((await ready.approver<{ due_at: string }>('GET', `/deliveries/${delivery}`)).data.due_at)
  return { ...ready, delivery, due }
}

/** Drags with the pointer from the middle of one thing to a place in another, and holds it there. */
export async function hold(page: Page, from: string, to: string): Promise<void> {
  const [a, b] = [page.locator(from).first(), page.locator(to).first()]
  await b.scrollIntoViewIfNeeded()
  await a.scrollIntoViewIfNeeded()
  const [start, end] = [await a.boundingBox(), await b.boundingBox()]
  if (!start || !end) throw new Error(`${from} or ${to} is not seen`)
  await page.mouse.move(start.x + 20, start.y + 8)
  await page.mouse.down()
  await page.mouse.move(start.x + 30, start.y + 14, { steps: 3 })
  await page.mouse.move(end.x + end.width / 2, end.y + end.height / 2, { steps: 8 })
}
