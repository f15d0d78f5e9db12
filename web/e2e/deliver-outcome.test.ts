import { describe, expect } from 'vitest'

import { approved, channel, deliveriesOf, far, hook, sends, test, until } from './deliver'

describe('E17 three channels of which one fails', () => {
  test('make the story partly published; a retry sends exactly one more request', async ({ sit, house }) => {
    const [a, b, c] = [await hook(house, 'Kênh một', 'one'), await hook(house, 'Kênh hai', 'two'), await hook(house, 'Kênh ba', 'grumpy')]
    const story = await approved(house, 'Ba kênh, một kênh lỗi')
    const page = await sit('approver', { at: `articles/${story.article}/vi/deliveries` })
    await page.getByRole('button', { name: 'Đặt lịch' }).first().click()
    const dialog = page.getByRole('dialog', { name: 'Đặt lịch đăng' })
    await dialog.getByRole('button', { name: 'Chọn tất cả' }).click()
    await dialog.getByRole('button', { name: 'Bỏ chọn' }).click()
    for (const name of ['Kênh một', 'Kênh hai', 'Kênh ba']) await dialog.getByRole('checkbox', { name }).check()
    await dialog.getByText('Ngay bây giờ').click()
    await dialog.getByRole('button', { name: 'Đăng ngay 3 kênh' }).dblclick() // the second click answers nothing
    await dialog.getByText('Bài ra ngay trên Kênh một, Kênh hai, Kênh ba.').waitFor()
    expect(await deliveriesOf(house, story)).toEqual({})
    const sure = dialog.getByRole('button', { name: 'Xác nhận đăng 3 kênh' })
    expect(await sure.isDisabled()).toBe(true)
    await sure.click()
    await page.getByText('Đăng một phần').waitFor()
    await page.getByRole('button', { name: 'Đặt lịch thêm kênh' }).waitFor()
    const failed = page.getByRole('article', { name: 'Kênh ba' })
    await failed.getByText('Nơi nhận từ chối.').waitFor()
    await failed.getByText('Chỉ tác động kênh Kênh ba; các kênh khác giữ nguyên.').waitFor()
    await failed.getByRole('button', { name: 'Gửi lại' }).click()
    await failed.getByText('Lần gửi 2').waitFor()
    await page.getByText('Đăng một phần').waitFor({ state: 'hidden' })
    const posts = await deliveriesOf(house, story)
    expect(await Promise.all([a, b, c].map((one) => sends(house, posts[one]?.id ?? '')))).toEqual([1, 1, 2])
    expect(Object.values(far.hooks).map((heard) => heard.length).toSorted()).toEqual([1, 1, 2])
  })
})

describe('E18 an answer that is lost', () => {
  test('leaves the outcome unknown until a look finds the post; nothing is sent twice', async ({ sit, house }) => {
    const to = await channel(house, { name: 'Kênh mất câu trả lời', settings: { script: 'ambiguous+,ok' }, settle_seconds: 600 })
    const story = await approved(house, 'Không nghe trả lời')
    await (await house.as('approver'))('POST', `${story.path}/schedule`, { channels: [to], now: true })
    const page = await sit('approver', { at: `articles/${story.article}/vi/deliveries` })
    const post = page.getByRole('article', { name: 'Kênh mất câu trả lời' })
    await post.getByText('Chưa rõ kết quả').first().waitFor()
    const look = post.getByRole('button', { name: 'Kiểm tra lại nơi nhận' })
    if (await look.isVisible()) await look.click()
    await post.getByText('Tìm thấy').waitFor()
    await post.getByText('Đã có ở nơi nhận').waitFor()
    expect(await sends(house, (await deliveriesOf(house, story))[to]?.id ?? '')).toBe(1)
  })

  test('is settled by a person, guided, where nothing can be asked', async ({ sit, house }) => {
    const to = await channel(house, { kind: 'telegram', name: 'Bot không trả lời', settings: { token: '110201543:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', chat: '@asean_namdinh', server: far.url } })
    const story = await approved(house, 'Người phải tự xem')
    await (await house.as('approver'))('POST', `${story.path}/schedule`, { channels: [to], now: true })
    const id = await until('a person is asked', async () => {
      const one = (await deliveriesOf(house, story))[to]
      return one?.state === 'attention' || one?.state === 'unsure' ? one.id : undefined
    })
    const page = await sit('approver', { at: `deliveries/${id}` })
    const guide = page.getByRole('region', { name: 'Chưa rõ bài đã lên hay chưa' })
    await guide.getByText('Người phải tự xem').waitFor()
    await guide.getByText(/^Từ .* đến /).waitFor()
    await guide.getByRole('button', { name: 'Không thấy bài' }).click()
    await guide.getByText('gửi lại sẽ làm bài xuất hiện hai lần ở Bot không trả lời').waitFor()
    await guide.getByRole('button', { name: 'Hủy' }).click()
    await guide.getByRole('button', { name: 'Bài có ở đó' }).click()
    await guide.getByLabel('Địa chỉ bài ở nơi nhận').fill('https://t.me/asean_namdinh/7')
    await guide.getByRole('button', { name: 'Ghi nhận' }).click()
    await page.getByRole('link', { name: 'https://t.me/asean_namdinh/7' }).waitFor()
    expect(far.posts).toBe(1)
  })
})

describe('E19 a credential that ends in six days', () => {
  test('names the posts that it will hurt, keeps them when it is changed, and survives a 502', async ({ sit, house }) => {
    const settings = { page: '104700000000009', token: 'first-token', app_id: '42', app_secret: 'app-secret', server: far.url }
    const to = await channel(house, { kind: 'facebook', name: 'Trang sắp hết hạn', settings })
    const story = await approved(house, 'Bài sau ngày hết hạn')
    const far9 = new Date(Date.now() + 9 * 86_400_000).toISOString().slice(0, 10)
    const told = await (await house.as('approver'))<{ warnings: { detail: { vi: string } }[] }>('POST', `${story.path}/schedule`, { channels: [to], at: { time: `${far9}T08:00`, zone: 'Asia/Ho_Chi_Minh' } })
    expect(told.data.warnings.map((one) => one.detail.vi).join()).toContain('hết hạn trước giờ đó')
    const page = await sit('admin', { at: 'channels' })
    const card = page.getByRole('article', { name: 'Trang sắp hết hạn' })
    await card.getByText('Còn 6 ngày').waitFor()
    await card.getByText('1 bài đã lên lịch sau ngày này').waitFor()
    await card.getByRole('link', { name: 'Trang sắp hết hạn' }).click()
    await page.getByRole('link', { name: 'Bài sau ngày hết hạn' }).waitFor()

    far.broken = true
    await page.getByRole('button', { name: 'Kiểm tra', exact: true }).click()
    await page.getByText('Chưa hỏi được nơi nhận').first().waitFor()
    await page.getByText('Đang chạy', { exact: true }).waitFor()
    far.broken = false
    far.days = 60
    await page.getByLabel('Mã truy cập').fill('second-token')
    await page.getByRole('region', { name: 'Kết nối' }).getByRole('button', { name: 'Lưu' }).click()
    await page.getByText('Còn 60 ngày').waitFor()
    expect(await page.locator('body').textContent()).not.toContain('second-token')
    expect((await deliveriesOf(house, story))[to]?.state).toBe('waiting')
  })
})
