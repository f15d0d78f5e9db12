import type { Page } from 'playwright-core'
import { describe, expect } from 'vitest'

import { test } from './desk'
import { dayFromNow, hold, instantOf, scheduled } from './days-desk'

const away = { timezoneId: 'America/New_York' }
const of = (delivery: string) => `[data-card="${delivery}"]`
const cell = (day: string) => `[data-day="${day}"]`

/** Waits until the page draws a card on a day at an hour. */
async function drawn(page: Page, delivery: string, day: string, clock: string): Promise<void> {
  await page.waitForFunction(({ card, day, clock }) => {
    const found = document.querySelector(card)
    const box = found?.getBoundingClientRect()
    const head = document.querySelector(`[data-day="${day}"]`)?.getBoundingClientRect()
    return box && head && found?.querySelector('time')?.textContent === clock && box.left >= head.left - 8 && box.right <= head.right + 16 && box.top > head.top && box.top - head.top < 260
  }, { card: of(delivery), day, clock })
}

describe('E15 dragging', () => {
  test('to another day keeps the hour, can be undone, and the server has the last word', async ({ house, sit }) => {
    const [first, second] = [dayFromNow(3), dayFromNow(4)]
    const one = await scheduled(house, 'Hội chợ nông sản ASEAN khai mạc', `${first}T08:15`)
    const page = await sit('approver', { at: `calendar?view=month&day=${first}`, refusals: [409, 422], ...away })
    await drawn(page, one.delivery, first, '08:15')
    await hold(page, of(one.delivery), cell(second))
    await page.mouse.up()
    const toast = page.locator('.mantine-Notification-root', { hasText: `Chuyển sang` })
    await toast.waitFor()
    expect(await toast.textContent()).toContain(`${second.slice(8)}/${second.slice(5, 7)} 08:15`)
    await drawn(page, one.delivery, second, '08:15')
    expect(await one.due()).toBe(instantOf(`${second}T08:15`))

    await toast.getByRole('button', { name: 'Hoàn tác' }).click()
    await drawn(page, one.delivery, first, '08:15')
    await expect.poll(one.due).toBe(instantOf(`${first}T08:15`))

    // Somebody else takes it off meanwhile: the server refuses, and the card goes back.
    await page.route('**/schedule', async (route) => {
      await one.approver('POST', `/articles/${one.article}/editions/vi/reopen`)
      await route.continue()
    }, { times: 1 })
    const read = await (await page.request.get(await page.evaluate(() => performance.getEntriesByType('resource').map((one) => one.name).findLast((name) => name.includes('/calendar/posts')) ?? ''))).text()
    await page.route('**/calendar/posts*', (route) => route.fulfill({ contentType: 'application/json', body: read })) // the page has not heard of it
    await hold(page, of(one.delivery), cell(second))
    await page.mouse.up()
    await page.getByText('Không dời được, bài vẫn ở giờ cũ').waitFor()
    await drawn(page, one.delivery, first, '08:15')
  })

  test('over what has passed or is under embargo says why, and lets nothing fall there', async ({ house, sit }) => {
    const [day, near] = [dayFromNow(6), dayFromNow(5)]
    const one = await scheduled(house, 'Tuần lễ du lịch ASEAN', `${day}T09:00`)
    const edition = `/articles/${one.article}/editions/vi`
    await one.approver('PUT', `${edition}/embargo`, { time: `${day}T07:00`, zone: 'Asia/Ho_Chi_Minh' }, { 'If-Match': (await one.approver('GET', edition)).tag })
    const page = await sit('approver', { at: `calendar?view=month&day=${day}`, ...away })
    await drawn(page, one.delivery, day, '09:00')
    await hold(page, of(one.delivery), cell(near))
    await page.locator('output', { hasText: 'Bài cấm phát đến' }).waitFor()
    await page.mouse.up()
    await drawn(page, one.delivery, day, '09:00')
    await page.clock.setFixedTime(instantOf(`${near}T12:00`))
    await hold(page, of(one.delivery), cell(near))
    await page.locator('output', { hasText: 'Giờ này đã qua' }).waitFor()
    await page.mouse.up()
    await drawn(page, one.delivery, day, '09:00')
    expect(await one.due()).toBe(instantOf(`${day}T09:00`))
  })
})

describe('E16 the keyboard alone', () => {
  test('moves a card by day, week and hour; the focus stays on it and it is said aloud', async ({ house, sit }) => {
    const day = dayFromNow(8)
    const one = await scheduled(house, 'Gặp gỡ đại sứ các nước ASEAN', `${day}T10:30`)
    const page = await sit('approver', { at: `calendar?view=week&day=${day}`, ...away })
    const card = page.locator(of(one.delivery))
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('data-card'))
    const said = page.locator('[data-said]')
    await card.waitFor()
    await card.focus()
    for (const [keys, days] of [['Alt+ArrowRight', 9], ['Alt+ArrowDown', 16], ['Alt+ArrowUp', 9]] as const) {
      await page.keyboard.press(keys)
      const to = dayFromNow(days)
      await expect.poll(one.due).toBe(instantOf(`${to}T10:30`))
      await expect.poll(() => said.textContent()).toContain(`Chuyển sang`)
      await expect.poll(() => said.textContent()).toContain(`${to.slice(8)}/${to.slice(5, 7)} 10:30`)
      await expect.poll(focused).toBe(one.delivery)
    }
    await page.keyboard.press('m')
    await page.getByLabel(/^Giờ/).fill('14:45')
    await page.keyboard.press('Enter')
    await expect.poll(one.due).toBe(instantOf(`${dayFromNow(9)}T14:45`))
    await expect.poll(focused).toBe(one.delivery)
    await page.clock.setFixedTime(instantOf(`${dayFromNow(9)}T12:00`))
    await page.keyboard.press('Alt+ArrowLeft') // into what is the past by then
    await expect.poll(() => said.textContent()).toBe('Giờ này đã qua.')
    await expect.poll(focused).toBe(one.delivery)
  })
})
