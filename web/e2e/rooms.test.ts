import { describe, expect } from 'vitest'

import { test } from './desk'

/** The rooms of this part of the desk, and what the API answers who asks for what they show. */
const rooms = {
  press: { link: 'Báo chí', reads: '/requests' },
  people: { link: 'Người dùng', reads: '/people' },
  units: { link: 'Đơn vị', reads: '/units' },
  plans: { link: 'Kế hoạch', reads: '/plans' },
  audit: { link: 'Nhật ký', reads: '/audit' },
  settings: { link: 'Thiết đặt', reads: '/settings' },
} as const

type Name = keyof typeof rooms

const people: { login: string; sees: Name[]; reads: Name[] }[] = [
  { login: 'author', sees: [], reads: ['units', 'plans'] },
  { login: 'editor', sees: ['press'], reads: ['press', 'units', 'plans'] },
  { login: 'approver', sees: ['press', 'units'], reads: ['press', 'units', 'plans'] },
  { login: 'admin', sees: ['people', 'units', 'plans', 'audit', 'settings'], reads: ['people', 'units', 'plans', 'audit', 'settings'] },
  { login: 'press', sees: ['press'], reads: ['press', 'units', 'plans'] },
]

describe('E26 rooms by right', () => {
  for (const { login, sees, reads } of people) {
    test(`${login} sees their rooms; others say why not, as the API does`, async ({ sit, house }) => {
      const page = await sit(login, { refusals: [403] })
      const call = await house.as(login)
      const rail = page.getByRole('navigation', { name: 'Các phần của bàn biên tập' })
      await rail.getByRole('link', { name: 'Tổng quan' }).waitFor()
      for (const [name, room] of Object.entries(rooms) as [Name, (typeof rooms)[Name]][]) {
        expect(await rail.getByRole('link', { name: room.link, exact: true }).count(), name).toBe(sees.includes(name) ? 1 : 0)
        await page.goto(`/desk/${name}`)
        await page.getByRole('heading', { level: 1, name: reads.includes(name) ? room.link : 'Bạn không vào được phần này', exact: true }).waitFor()
        const refusal = await call('GET', room.reads).then(() => '', (e: Error) => e.message)
        if (reads.includes(name)) expect(refusal, name).toBe('')
        else {
          const { code, detail } = JSON.parse(refusal.slice(refusal.indexOf('{'))) as { code: string; detail: string }
          expect(code, name).toBe('denied')
          await page.getByText(detail, { exact: true }).waitFor() // why, and who can
        }
      }
    })
  }
})

describe('people from a spreadsheet', () => {
  const sheet = (rows: string[]) => ({ name: 'nguoi.csv', mimeType: 'text/csv', buffer: Buffer.from(['Tên đăng nhập,Họ và tên,Vai trò', ...rows].join('\n')) })

  test('with a faulty row nobody is made; without it everybody, and links are shown once', async ({ sit, house }) => {
    const page = await sit('admin', { at: 'people' })
    const admin = await house.as('admin')
    const logins = async () => (await admin<{ items: { login: string }[] }>('GET', '/people')).data.items.map((one) => one.login)
    await page.getByRole('link', { name: 'Nhập từ bảng tính' }).click()
    await page.locator('input[type=file]').setInputFiles(sheet(['thu,Vũ Thị Thu,author', 'kien,Đỗ Kiên,nobody']))
    const faults = page.getByRole('table', { name: 'Cần sửa' })
    await faults.getByRole('row', { name: 'nobody' }).first().waitFor()
    expect(await page.getByRole('button', { name: 'Nhập thật' }).count()).toBe(0)

    await page.locator('input[type=file]').setInputFiles(sheet(['thu,Vũ Thị Thu,author', 'kien,Đỗ Kiên,editor']))
    await page.getByText('Tệp không có lỗi. Chưa có gì được ghi.').waitFor()
    expect(await logins()).not.toContain('thu')
    await page.getByRole('button', { name: 'Nhập thật' }).click()
    await page.getByText('Đã nhập xong.').waitFor()
    expect(await logins()).toEqual(expect.arrayContaining(['thu', 'kien']))
    const link = (await page.getByRole('row', { name: 'Vũ Thị Thu' }).locator('[data-secret]').textContent()) ?? ''
    expect(link).toContain(`${house.url}/`)

    await page.getByRole('link', { name: 'Người dùng' }).first().click()
    await page.getByRole('searchbox', { name: 'Tìm' }).fill('vu thu')
    await page.getByRole('link', { name: 'Vũ Thị Thu' }).click()
    await page.getByRole('heading', { level: 1, name: 'Vũ Thị Thu' }).waitFor()
    await page.getByText('chưa đặt mật khẩu').first().waitFor()
    expect(await page.locator('body').textContent()).not.toContain(link)
  })

  test('somebody gets a role until a day, is disabled, and that is undone', async ({ sit, house }) => {
    const admin = await house.as('admin')
    const read = async () => (await admin<{ items: { id: string; login: string; disabled: boolean; grants: { role: string; until?: string }[] }[] }>('GET', '/people')).data.items.find((one) => one.login === 'author')
    const page = await sit('admin', { at: `people/${(await read())?.id}` })
    const roles = page.getByRole('region', { name: 'Vai trò và thời hạn' })
    await roles.getByRole('button', { name: 'Thêm' }).click()
    const added = roles.getByRole('group', { name: 'người viết' }).nth(1)
    await added.getByRole('combobox', { name: 'Vai trò' }).selectOption('translator')
    await roles.getByRole('group', { name: 'biên dịch' }).getByLabel('Đến hết ngày').fill('2099-12-31')
    await roles.getByRole('button', { name: 'Lưu vai trò' }).click()
    await page.getByText('Đã lưu vai trò.').waitFor()
    expect((await read())?.grants.find((one) => one.role === 'translator')?.until).toBe('2099-12-31')

    await page.getByRole('button', { name: 'Khóa tài khoản', exact: true }).click()
    await page.getByRole('button', { name: 'Mở khóa tài khoản' }).waitFor()
    expect((await read())?.disabled).toBe(true)
    await page.getByRole('button', { name: 'Hoàn tác' }).click()
    await page.getByRole('button', { name: 'Khóa tài khoản', exact: true }).waitFor()
    expect((await read())?.disabled).toBe(false)
  })
})

describe('the audit record', () => {
  test('is filtered by its address, and is exported with its proof', async ({ sit, house }) => {
    const page = await sit('admin', { at: 'audit?object_kind=channel' })
    const lines = page.getByRole('list', { name: 'Nhật ký' }).getByRole('listitem')
    await lines.first().waitFor()
    for (const line of await lines.allTextContents()) expect(line).toContain('Tạo kênh')
    await page.getByLabel('Kết quả').selectOption({ label: 'Bị từ chối' })
    await page.getByText('Không có dòng nào khớp với điều đang tìm.').waitFor()
    expect(page.url()).toContain('refused=true')
    await page.getByRole('button', { name: 'Xuất kèm bằng chứng' }).click()
    const address = await page.getByRole('menuitem', { name: 'NDJSON' }).getAttribute('href')
    const answer = await page.context().request.get(house.url + address)
    expect(answer.status()).toBe(200)
    expect((await answer.text()).split('\n')[0]).toContain('"')
  })
})

describe('E13 the press', () => {
  test('sees what is out and nothing else, asks, and reads the answer', async ({ sit, house }) => {
    const press = await house.as('press')
    const editor = await house.as('editor')
    await expect(press('GET', '/articles')).rejects.toThrow('403')
    const feed = async () => (await (await fetch(`${house.url}/feeds/vi/all.json`)).json() as { items: { title: string }[] }).items.map((one) => one.title)
    await expect.poll(async () => (await feed()).length, { timeout: 20_000 }).toBeGreaterThan(0)
    const page = await sit('press', { at: 'press?part=stories' })
    const stories = page.getByRole('table', { name: 'Tin mới' })
    await stories.getByRole('link').first().waitFor()
    const shown = await stories.getByRole('link').allTextContents()
    const all = (await editor<{ items: { edition: { title: string; publication?: string } }[] }>('GET', '/articles?limit=100')).data.items.map((one) => one.edition)
    const hidden = all.filter((one) => !one.publication || one.publication === 'scheduled').map((one) => one.title)
    expect(hidden.length).toBeGreaterThan(3)
    for (const title of hidden) expect(shown, 'the embargoed, the scheduled and drafts').not.toContain(title)
    expect(await feed()).toEqual(expect.arrayContaining(shown))

    await page.getByRole('tab', { name: 'Yêu cầu tin' }).click()
    await page.getByRole('button', { name: 'Gửi yêu cầu tin' }).click()
    const form = page.getByRole('dialog', { name: 'Gửi yêu cầu tin' })
    await form.getByRole('button', { name: 'Gửi yêu cầu' }).click()
    await form.getByRole('alert').waitFor() // what is missing, in the words of the API
    await form.getByLabel('Nội dung yêu cầu').fill('Số liệu hội chợ')
    await form.getByLabel('Cần gì').fill('Số gian hàng của các nước.')
    await form.getByRole('button', { name: 'Gửi yêu cầu' }).click()
    await page.getByRole('heading', { level: 1, name: 'Số liệu hội chợ' }).waitFor()
    await page.getByText('chờ chuyển đơn vị').waitFor()

    const desk = await sit('editor', { at: 'press' })
    await desk.getByRole('link', { name: 'Số liệu xuất khẩu sang các nước ASEAN' }).click()
    await desk.getByRole('button', { name: 'Trả lời' }).click()
    await desk.getByRole('dialog', { name: 'Trả lời' }).getByLabel('Nội dung trả lời').fill('Xem niên giám thống kê.')
    await desk.getByRole('dialog', { name: 'Trả lời' }).getByRole('button', { name: 'Trả lời' }).click()
    await desk.getByText('đã trả lời').first().waitFor()
    await page.getByRole('link', { name: 'Báo chí' }).first().click()
    await page.getByRole('link', { name: 'Số liệu xuất khẩu sang các nước ASEAN' }).click()
    await page.getByText('Xem niên giám thống kê.').waitFor()
  })
})
