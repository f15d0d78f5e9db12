import { describe, expect } from 'vitest'

import { approved, channel, deliveriesOf } from './deliver'
import { test } from './desk'

describe('E21 the timeline', () => {
  test('goes on without a reload, and asks by itself and says so once the stream is cut', async ({ sit, house }) => {
    const to = await channel(house, { name: 'Kênh trực tiếp', settings: { script: 'transient:2s,ok' } })
    const again = await channel(house, { name: 'Kênh sau khi ngắt' })
    const story = await approved(house, 'Theo dõi trực tiếp')
    const approver = await house.as('approver')
    const page = await sit('approver', { at: `articles/${story.article}/vi/deliveries`, refusals: [503] })
    // The test cuts the stream where the page reads it.
    await page.addInitScript(() => {
      const fetched = window.fetch.bind(window)
      window.fetch = async (input, options) => {
        const answer = await fetched(input, options)
        if (!answer.body || !answer.url.includes('/api/v1/events')) return answer
        const cut = new AbortController()
        Object.assign(window, { cutStream: () => cut.abort() })
        return new Response(answer.body.pipeThrough(new TransformStream(), { signal: cut.signal }), answer)
      }
    })
    await page.reload()
    await page.getByText('Trực tiếp — cập nhật').waitFor()
    await page.getByText('Bản này chưa được lên lịch ở kênh nào.').waitFor()

    await approver('POST', `${story.path}/schedule`, { channels: [to], now: true })
    const post = page.getByRole('article', { name: 'Kênh trực tiếp' })
    await post.getByText('Chưa tới nơi nhận').waitFor()
    await post.getByText('Đã có ở nơi nhận').waitFor({ timeout: 30_000 })
    expect((await deliveriesOf(house, story))[to]?.state).toBe('sent')

    await page.route('**/api/v1/events*', (route) => route.fulfill({ status: 503, contentType: 'application/problem+json', body: '{"code":"unavailable","title":"x","status":503}' }))
    await page.evaluate(() => (window as unknown as { cutStream: () => void }).cutStream())
    await page.getByText('Mất kết nối trực tiếp: hỏi lại mỗi 10 giây').waitFor()
    await approver('POST', `${story.path}/schedule`, { channels: [again], now: true })
    await page.getByRole('article', { name: 'Kênh sau khi ngắt' }).getByText('Đã có ở nơi nhận').waitFor({ timeout: 25_000 })
    await page.getByText('Mất kết nối trực tiếp: hỏi lại mỗi 10 giây').waitFor()
  })
})
