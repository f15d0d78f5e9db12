import { describe, expect } from 'vitest'

import { approved, channel, deliveriesOf, far, hook, test, until, type Made } from './deliver'

const two = (n: number) => String(n).padStart(2, '0')

/** The parts of an instant on the wall of Viet Nam, which has no summer time. */
function vietnam(at: Date) {
  const wall = new Date(at.getTime() + 7 * 3_600_000)
  const weekday = ['CN', 'T2', 'T3', 'T4', 'T5', 'T6', 'T7'][wall.getUTCDay()] ?? ''
  return { day: `${two(wall.getUTCDate())}/${two(wall.getUTCMonth() + 1)}/${wall.getUTCFullYear()}`, date: wall.toISOString().slice(0, 10), clock: wall.toISOString().slice(11, 16), weekday }
}

let planned: { story: Made; at: Date; channel: string } | undefined

describe('E12 a plan that is made in New York', () => {
  test('says the same instant in the sentence, the list and the API', async ({ sit, house }) => {
    const story = await approved(house, 'Hẹn giờ từ New York')
    const to = await hook(house, 'Kênh hẹn giờ', 'timed')
    const page = await sit('approver', { at: `articles/${story.article}/vi/deliveries`, timezoneId: 'America/New_York', refusals: [422] })
    await page.getByRole('button', { name: 'Đặt lịch' }).first().click()
    const dialog = page.getByRole('dialog', { name: 'Đặt lịch đăng' })
    await dialog.getByRole('button', { name: 'Chọn tất cả' }).click()
    await dialog.getByRole('button', { name: 'Bỏ chọn' }).click()
    await dialog.getByText('Chọn ít nhất một kênh.').waitFor()
    await dialog.getByRole('checkbox', { name: 'Kênh hẹn giờ' }).check()
    await dialog.getByLabel('Ngày', { exact: true }).fill('01/11/2020')
    await dialog.getByLabel('Giờ (giờ Việt Nam)').fill('8h')
    await dialog.getByText('giờ này đã qua').waitFor()

    const at = new Date(Math.ceil((Date.now() + 10_000) / 60_000) * 60_000)
    const wall = vietnam(at)
    await dialog.getByLabel('Ngày', { exact: true }).fill(wall.day)
    await dialog.getByLabel('Giờ (giờ Việt Nam)').fill(wall.clock)
    await dialog.getByText(`Sẽ đăng ${wall.weekday}, ${wall.day} lúc ${wall.clock} (giờ Việt Nam) lên Kênh hẹn giờ`).waitFor()
    const there = new Intl.DateTimeFormat('en-GB', { timeZone: 'America/New_York', hour: '2-digit', minute: '2-digit' }).format(at)
    await dialog.getByText(`Ở chỗ bạn (America/New_York)`).filter({ hasText: there }).waitFor()
    await dialog.getByRole('button', { name: 'Lên lịch 1 kênh' }).click()
    await page.getByText('Đã lên lịch 1 kênh').waitFor()
    expect((await deliveriesOf(house, story))[to]?.due_at).toBe(at.toISOString().replace('.000', ''))
    await page.goto('/desk/deliveries?state=waiting')
    await page.getByRole('row', { name: /Hẹn giờ từ New York/ }).filter({ hasText: `${wall.weekday}, ${wall.day} ${wall.clock}` }).waitFor()
    planned = { story, at, channel: to }
  })
})

describe('E14 the next free slot', () => {
  test('is proposed past those that are taken and closed, says why, and is undone', async ({ sit, house }) => {
    const to = await channel(house, { name: 'Kênh khung giờ', slots: [{ cron: '0 8 * * *' }], keeps_closed_days: true })
    const approver = await house.as('approver')
    const slots = (await approver<{ slots: { at: string; verdict: string }[] }>('GET', `/channels/${to}/slots?count=3`)).data.slots
    await approver('POST', `${(await approved(house, 'Bài giữ chỗ')).path}/schedule`, { channels: [to], slot: true })
    await (await house.as('admin'))('POST', '/closed-days', { day: vietnam(new Date(slots[1]?.at ?? 0)).date, effect: 'no_slots', name: { vi: 'Ngày nghỉ thử', en: 'A trial holiday' } })

    const story = await approved(house, 'Bài tìm khung giờ')
    const page = await sit('approver', { at: `articles/${story.article}/vi/deliveries` })
    await page.getByRole('button', { name: 'Đặt lịch' }).first().click()
    const dialog = page.getByRole('dialog', { name: 'Đặt lịch đăng' })
    await dialog.getByRole('button', { name: 'Chọn tất cả' }).click()
    await dialog.getByRole('button', { name: 'Bỏ chọn' }).click()
    await dialog.getByRole('checkbox', { name: 'Kênh khung giờ' }).check()
    await dialog.getByText('Khung giờ trống', { exact: true }).click()
    const third = vietnam(new Date(slots[2]?.at ?? 0))
    await dialog.getByText(`Sẽ đăng ${third.weekday}, ${third.day} lúc 08:00 (giờ Việt Nam) lên Kênh khung giờ`).waitFor()
    expect(await dialog.getByText('Bỏ qua').allTextContents()).toEqual([expect.stringContaining(vietnam(new Date(slots[0]?.at ?? 0)).day), expect.stringContaining('Ngày nghỉ thử')])
    await dialog.getByRole('button', { name: 'Lên lịch 1 kênh' }).click()
    await page.getByText('Đã lên lịch 1 kênh').waitFor()
    expect((await deliveriesOf(house, story))[to]?.due_at).toBe(slots[2]?.at)
    await page.getByRole('button', { name: 'Hoàn tác' }).click()
    await page.getByText('Đã hoàn tác lịch đăng.').waitFor()
    expect((await deliveriesOf(house, story))[to]?.state).toBe('cancelled')
  })
})

describe('E13 an embargo', () => {
  test('stands apart from the plan, and refuses an earlier hour while it is chosen', async ({ sit, house }) => {
    const story = await approved(house, 'Bài có cấm phát')
    const page = await sit('approver', { at: `articles/${story.article}/vi/deliveries`, refusals: [422] })
    await page.getByRole('button', { name: 'Đặt lịch' }).first().click()
    const dialog = page.getByRole('dialog', { name: 'Đặt lịch đăng' })
    await dialog.getByRole('button', { name: 'Đặt giờ cấm phát' }).click()
    const embargo = dialog.getByRole('group', { name: 'Cấm phát' })
    await embargo.getByLabel('Ngày', { exact: true }).fill('02/01/2099')
    await embargo.getByLabel('Giờ (giờ Việt Nam)').fill('08:00')
    await embargo.getByRole('button', { name: 'Đặt giờ cấm phát' }).click()
    await embargo.getByText('Đến T6, 02/01/2099 08:00').waitFor()
    const when = dialog.getByRole('group', { name: 'Thời điểm' })
    await when.getByLabel('Ngày', { exact: true }).fill('01/01/2099')
    await when.getByLabel('Giờ (giờ Việt Nam)').fill('08:00')
    await when.getByText('trước giờ cấm phát').waitFor()
    expect(await dialog.getByRole('button', { name: /^Lên lịch/ }).isDisabled()).toBe(true)
    await when.getByLabel('Ngày', { exact: true }).fill('03/01/2099')
    await dialog.getByRole('button', { name: /^Lên lịch/, disabled: false }).waitFor()
  })
})

describe('E12 the destination', () => {
  test('gets the post at the very instant of the plan', { timeout: 120_000 }, async ({ house }) => {
    if (!planned) throw new Error('nothing was planned in New York')
    const { story, at, channel } = planned
    const sent = await until('the post is out', async () => (await deliveriesOf(house, story))[channel]?.sent_at, 90)
    const [got = 0] = far.hooks.timed ?? []
    expect(got).toBeGreaterThanOrEqual(at.getTime())
    expect(got - at.getTime()).toBeLessThan(10_000)
    expect(Date.parse(sent)).toBeGreaterThanOrEqual(at.getTime())
  })
})
