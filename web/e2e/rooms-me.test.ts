import { describe, expect } from 'vitest'

import { test } from './desk'
import { totp } from './totp'

describe('a person at their own page', () => {
  test('sets up a second factor, and from then on signs in with a code', async ({ sit, house }) => {
    const page = await sit('editor', { at: 'me?part=security', refusals: [401] })
    await page.getByRole('button', { name: 'Bật xác thực hai lớp' }).click()
    await page.getByRole('img', { name: 'Mã QR để thêm tài khoản vào ứng dụng xác thực' }).waitFor()
    const secret = (await page.locator('[data-secret]').textContent()) ?? ''
    await page.getByLabel('Sáu chữ số mà ứng dụng đang hiện').fill(totp(secret))
    await page.getByRole('button', { name: 'Xác nhận', exact: true }).click()
    const codes = page.getByRole('list', { name: 'Mã khôi phục' }).getByRole('listitem')
    await codes.first().waitFor()
    expect(await codes.count()).toBe(10)
    const recovery = (await codes.first().textContent()) ?? ''
    await page.getByRole('button', { name: 'Tôi đã cất giữ' }).click()
    await page.getByText('Còn 10 mã khôi phục chưa dùng.').waitFor()
    expect(await page.locator('body').textContent()).not.toContain(recovery)

    await page.getByRole('button', { name: 'Tài khoản của Lê Văn Nam' }).click()
    await page.getByRole('menuitem', { name: 'Đăng xuất' }).click()
    await page.getByLabel('Tên đăng nhập').fill('editor')
    await page.getByLabel('Mật khẩu', { exact: true }).fill(house.password)
    await page.keyboard.press('Enter')
    await page.getByLabel('Mã xác thực').fill(totp(secret, 1)) // each code counts once
    await page.getByRole('button', { name: 'Đăng nhập', exact: true }).click()
    await page.getByRole('heading', { level: 1, name: 'Chào Lê Văn Nam' }).waitFor() // not where they signed out
  })

  test('is shown a key once; it works within its scope until it is revoked', async ({ sit, house }) => {
    const page = await sit('author', { at: 'me?part=keys' })
    const call = async (path: string) => (await fetch(`${house.url}/api/v1${path}`, { headers: { Authorization: `Bearer ${key}` } })).status
    await page.getByRole('button', { name: 'Tạo khóa' }).click()
    const form = page.getByRole('dialog', { name: 'Tạo khóa' })
    await form.getByLabel('Tên khóa').fill('Bảng tin nội bộ')
    await form.getByRole('button', { name: 'Tạo khóa' }).click()
    await form.getByText('Chọn ít nhất một việc.').waitFor()
    await form.getByLabel('xem bài').check()
    await form.getByRole('button', { name: 'Tạo khóa' }).click()
    const key = (await page.locator('[data-secret]').textContent()) ?? ''
    expect(await call('/articles')).toBe(200)
    expect(await call('/channels')).toBe(403)
    await page.reload()
    const row = page.getByRole('row', { name: 'Bảng tin nội bộ' })
    await row.getByText('đang dùng được').waitFor()
    expect(await page.locator('body').textContent()).not.toContain(key)

    await row.getByRole('button', { name: 'Thu hồi' }).click()
    const sure = page.getByRole('dialog', { name: 'Thu hồi khóa Bảng tin nội bộ?' })
    await sure.getByText('bị từ chối ngay').waitFor()
    await sure.getByRole('button', { name: 'Thu hồi' }).click()
    await row.getByText('đã thu hồi').waitFor()
    expect(await call('/articles')).toBe(401)
  })

  test('lends approval, and takes it back', async ({ sit, house }) => {
    const page = await sit('approver', { at: 'me?part=delegations' })
    await page.getByRole('button', { name: 'Ủy quyền cho người khác' }).click()
    const form = page.getByRole('dialog', { name: 'Ủy quyền cho người khác' })
    await form.getByLabel('Người được ủy quyền').selectOption({ label: 'Trần Thị Mai' })
    await form.getByLabel('Lý do').fill('Nghỉ phép')
    await form.getByLabel('Đến lúc').fill(`${new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10)}T07:30`)
    await form.getByRole('button', { name: 'Ủy quyền', exact: true }).click()
    const row = page.getByRole('row', { name: 'Trần Thị Mai' })
    await row.getByText('đang có hiệu lực').waitFor()
    const author = await house.as('author')
    const lent = async () => (await author<{ may: Record<string, unknown> }>('GET', '/me')).data.may['edition.approve'] !== undefined
    expect(await lent()).toBe(true)
    await row.getByRole('button', { name: 'Kết thúc sớm' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Kết thúc sớm' }).click()
    await row.getByText('đã kết thúc').waitFor()
    expect(await lent()).toBe(false)
  })
})
