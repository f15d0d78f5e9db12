import type { Page } from 'playwright-core'
import { describe, expect } from 'vitest'

import { test } from './desk'
import type { Caller, House } from './house'

interface Text {
  title: string
  lead: string
  body: string
  version: number
}

/** A story of the author's own, and its address. */
async function begin(house: House, body = '<p>Sáng nay, hội nghị khai mạc tại Nam Định.</p><p>Chiều nay bế mạc.</p>') {
  const author = await house.as('author')
  const { data } = await author<{ id: string }>('POST', '/articles', {
    unit: 'cong-ttdt-tinh-ninh-binh', lang: 'vi', title: 'Nam Định gặp gỡ ASEAN', lead: 'Hai ngày gặp gỡ.', body,
    facets: { pillars: ['apsc'], areas: ['hoat-dong-va-hop-tac-asean'] },
  })
  return { author, vi: `/articles/${data.id}/editions/vi`, at: `articles/${data.id}/vi`, id: data.id }
}

const bodyOf = (page: Page) => page.getByRole('textbox', { name: 'Nội dung' })
const saving = (page: Page) => page.locator('[data-saving]')
const reaches = (page: Page, word: string) => page.locator(`[data-saving=${word}]`).waitFor()

/** Puts the caret at the end of the text. */
async function toEnd(page: Page) {
  await bodyOf(page).click()
  await page.keyboard.press('Control+End')
}

const copyOf = async (as: Caller, vi: string) => (await as<Text>('GET', `${vi}/working-copy`)).data

describe('E02 the last letter', () => {
  test('is there after the tab was killed before anything was sent', async ({ house, sit }) => {
    const { at, author, vi } = await begin(house)
    const page = await sit('author', { at })
    await toEnd(page)
    await page.keyboard.type(' Chữ cuối')
    await page.waitForTimeout(400) // kept on this machine within 300 ms
    await page.context().route('**/working-copy', (route) => route.abort())
    await page.close()
    expect((await author<{ items: unknown[] }>('GET', `${vi}/working-copies`)).data.items).toEqual([])
    const context = page.context()
    await context.unroute('**/working-copy')
    const again = await context.newPage()
    await again.goto(`/desk/${at}`)
    await again.getByText('Chiều nay bế mạc. Chữ cuối').waitFor()
    await reaches(again, 'saved')
    expect((await copyOf(author, vi)).body).toContain('<p>Chiều nay bế mạc. Chữ cuối</p>')
  })
})

describe('E03 without a network', () => {
  test('typing goes on, and all of it arrives as one version without a conflict', async ({ house, sit }) => {
    const { at, author, vi } = await begin(house)
    const page = await sit('author', { at, offline: true })
    await toEnd(page)
    await page.context().setOffline(true)
    await page.keyboard.type(' Một', { delay: 20 })
    await reaches(page, 'offline')
    expect(await saving(page).textContent()).toBe('Chưa lưu — mất mạng, đã giữ trên máy này')
    await page.keyboard.type(' hai ba', { delay: 20 })
    await page.context().setOffline(false)
    await reaches(page, 'saved')
    expect(await copyOf(author, vi)).toMatchObject({ version: 1, body: '<p>Sáng nay, hội nghị khai mạc tại Nam Định.</p><p>Chiều nay bế mạc. Một hai ba</p>' })
    expect(await page.getByText('Xung đột').count()).toBe(0)
    await page.reload()
    await page.getByText('Chiều nay bế mạc. Một hai ba').waitFor()
    await reaches(page, 'working')
  })
})

describe('E04 slow answers', () => {
  test('and quick edits of text and tags make no false conflict', async ({ house, sit }) => {
    const { at, author, vi, id } = await begin(house)
    const page = await sit('author', { at })
    await page.route(/working-copy$|\/articles\/[^/]+$/, async (route) => {
      if (['PUT', 'PATCH'].includes(route.request().method())) await new Promise((resolve) => setTimeout(resolve, 3_000))
      await route.continue()
    })
    await toEnd(page)
    await page.keyboard.type(' Một.')
    await page.getByText('Kinh tế', { exact: true }).click()
    await page.getByText('Văn hóa - Xã hội', { exact: true }).click()
    await reaches(page, 'saving')
    await bodyOf(page).click()
    await page.keyboard.press('Control+End')
    await page.keyboard.type(' Hai.')
    await page.getByLabel('Tiêu đề').fill('Nam Định gặp gỡ ASEAN 2026')
    await expect.poll(async () => (await copyOf(author, vi).catch(() => null))?.title, { timeout: 15_000 }).toBe('Nam Định gặp gỡ ASEAN 2026')
    await reaches(page, 'saved')
    expect((await copyOf(author, vi)).body).toContain('bế mạc. Một. Hai.')
    await expect.poll(async () => (await author<{ facets: { pillars: string[] } }>('GET', `/articles/${id}`)).data.facets.pillars, { timeout: 15_000 }).toEqual(['apsc', 'aec', 'ascc'])
    expect(await page.getByText('Xung đột').count()).toBe(0)
  })
})

describe('E05 two people in one edition', () => {
  test('see who is there, and merge what both wrote, word by word, with nothing lost', async ({ house, sit }) => {
    const { at, author, vi } = await begin(house)
    const page = await sit('author', { at, refusals: [412] })
    await toEnd(page)
    await page.keyboard.type(' Tối có liên hoan.')
    await page.getByLabel('Đoạn dẫn (sapo)').fill('Bốn ngày gặp gỡ.')
    await reaches(page, 'saved')
    const other = await sit('editor', { at, refusals: [412] })
    await other.getByText('Trần Thị Mai đang viết').waitFor()
    await other.getByLabel('Đoạn dẫn (sapo)').fill('Ba ngày gặp gỡ.')
    await bodyOf(other).focus()
    await other.keyboard.press('Control+Home')
    await other.keyboard.type('Theo tin đã đưa: ')
    await other.keyboard.press('Control+s')
    await reaches(other, 'saved')
    await other.getByText('Đã lưu thành phiên bản.').waitFor()

    await page.getByRole('alert').getByText('Xung đột: đã có bản lưu mới hơn').waitFor()
    await toEnd(page)
    await page.keyboard.type(' Hết.') // writing goes on
    expect(await page.getByRole('button', { name: 'Gửi duyệt' }).getAttribute('aria-disabled')).toBe('true')
    await page.getByRole('button', { name: 'Xem khác biệt' }).click()
    const place = page.getByRole('region', { name: 'Chỗ 1 · Đoạn dẫn (sapo)' })
    await place.locator('ins', { hasText: 'Bốn' }).waitFor()
    await place.getByLabel('Của tôi').check()
    await page.getByRole('button', { name: 'Lưu bản ghép' }).click()
    await page.getByText('Đã lưu bản ghép').waitFor()
    const { data } = await author<Text>('GET', vi)
    expect(data).toMatchObject({ lead: 'Bốn ngày gặp gỡ.', body: '<p>Theo tin đã đưa: Sáng nay, hội nghị khai mạc tại Nam Định.</p><p>Chiều nay bế mạc. Tối có liên hoan. Hết.</p>' })
    expect(await page.getByText('Xung đột').count()).toBe(0)
    await other.getByText('Tối có liên hoan. Hết.').waitFor() // nothing was being typed there, so the newest is shown
  })
})

describe('E06 the session ends', () => {
  test('while somebody types; they sign in over the page, and go on where they were', async ({ house, sit }) => {
    const { at, author, vi } = await begin(house)
    const page = await sit('author', { at, refusals: [401] })
    await toEnd(page)
    await page.keyboard.type(' Trước.')
    await reaches(page, 'saved')
    await page.context().clearCookies()
    await page.keyboard.type(' Trong lúc hết phiên.')
    const dialog = page.getByRole('dialog', { name: 'Bạn đã đăng xuất' })
    await dialog.getByLabel('Mật khẩu', { exact: true }).fill(house.password)
    await page.keyboard.press('Enter')
    await dialog.waitFor({ state: 'detached' })
    await reaches(page, 'saved')
    expect((await copyOf(author, vi)).body).toContain('bế mạc. Trước. Trong lúc hết phiên.</p>')
    await page.keyboard.type(' Sau.') // the caret is where it was
    await page.getByText('Trong lúc hết phiên. Sau.').waitFor()
  })
})

/** Types as a method of input does: composing, then committing. */
async function compose(page: Page, steps: string[], commit: string) {
  const input = await page.context().newCDPSession(page)
  for (const text of steps) await input.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length })
  await input.send('Input.insertText', { text: commit })
  await input.detach()
}

/** Pastes as the clipboard of another program would. */
async function paste(page: Page, types: Record<string, string>) {
  await bodyOf(page).evaluate((element, types) => {
    const data = new DataTransfer()
    for (const [type, text] of Object.entries(types)) data.setData(type, text)
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
  }, types)
}

describe('E07 Vietnamese', () => {
  test('typed both ways and pasted decomposed, from Word and in an old encoding, is kept in NFC', async ({ house, sit }) => {
    const { at, author, vi } = await begin(house, '<p>Đầu.</p>')
    const page = await sit('author', { at })
    await toEnd(page)
    await page.keyboard.type(' ')
    await compose(page, ['t', 'ti', 'tie', 'tiê', 'tiên', 'tiêng', 'tiếng'], 'tiếng')
    // Other keyboards send backspaces and letters.
    await page.keyboard.type(' vie')
    await page.keyboard.press('Backspace')
    await page.keyboard.insertText('ê')
    await page.keyboard.press('Backspace')
    await page.keyboard.insertText('ệ')
    await page.keyboard.type('t')
    await page.getByText('Đầu. tiếng việt').waitFor()
    await page.keyboard.press('Enter')
    await paste(page, { 'text/plain': 'Lễ hội Đền Hùng'.normalize('NFD') })
    await page.getByText('Lễ hội Đền Hùng').waitFor()
    await page.keyboard.press('Enter')
    await paste(page, { 'text/html': `<html><body><p class=MsoNormal style='mso-x:y'><b>Phở</b> Nam\u00a0\u0110i\u0323nh<o:p></o:p></p><!--[if gte mso 9]><xml>x</xml><![endif]--></body></html>`, 'text/plain': 'Phở' })
    await page.getByText('Đã làm sạch văn bản vừa dán').waitFor()
    await page.keyboard.press('Control+End')
    await page.keyboard.press('Enter')
    await paste(page, { 'text/html': '<p class=MsoNormal>ViÖt Nam vµ Céng ®ång ASEAN</p>' })
    await page.getByRole('dialog').getByRole('button', { name: /^Chuyển/ }).click()
    await page.getByText('Việt Nam và Cộng đồng ASEAN').waitFor()
    await expect.poll(async () => (await copyOf(author, vi)).body, { timeout: 10_000 }).toBe(
      '<p>Đầu. tiếng việt</p><p>Lễ hội Đền Hùng</p><p><strong>Phở</strong> Nam Định</p><p>Việt Nam và Cộng đồng ASEAN</p>')
    expect((await author<{ length: { count: number } }>('GET', vi)).data).toBeTruthy()
    await page.getByText('20 chữ').waitFor() // 4 of the lead
  })
})

describe('E08 six thousand words', () => {
  test('are typed in without waiting, and counted right', async ({ house, sit }) => {
    const paragraph = `<p>${'Nam Định hội nhập cùng ASEAN. '.repeat(10).trim()}</p>` // 60 words
    const { at } = await begin(house, paragraph.repeat(100))
    const page = await sit('author', { at })
    await page.getByText('6.004 chữ').waitFor()
    await toEnd(page)
    await page.evaluate(() => {
      const times: number[] = []
      Object.assign(globalThis, { times })
      new PerformanceObserver((list) => {
        for (const one of list.getEntries() as PerformanceEventTiming[]) if (one.name === 'keydown') times.push(one.processingEnd - one.processingStart)
      }).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit)
      document.addEventListener('keydown', () => {
        const begun = performance.now()
        setTimeout(() => times.push(performance.now() - begun))
      }, true)
    })
    await page.keyboard.type(' mười chữ nữa ở cuối cho đủ sáu nghìn từ'.repeat(4), { delay: 15 })
    const times = await page.evaluate(() => (globalThis as unknown as { times: number[] }).times.toSorted((a, b) => a - b))
    console.log(`6,000 words: ${times.length} keys, 95 % handled within ${(times[Math.floor(times.length * 0.95)] ?? 0).toFixed(1)} ms`)
    expect(times.length).toBeGreaterThan(100)
    await page.getByText('6.044 chữ').waitFor()
  })
})

describe('the schema of the editor', () => {
  test('gives back every text of the allow-list as it came', async ({ house, sit }) => {
    const { at, author, vi } = await begin(house, everything)
    const before = (await author<Text>('GET', vi)).data.body
    const page = await sit('author', { at })
    await toEnd(page)
    await page.keyboard.type('!')
    await reaches(page, 'saved')
    expect((await copyOf(author, vi)).body).toBe(`${before.replaceAll(/<(\/?)b>/g, '<$1strong>').replaceAll(/<(\/?)i>/g, '<$1em>').replace(/<\/p>$/, '!</p>')}`)
  })
})

/** One of each of what the allow-list knows, in the form in which the server keeps it. */
const everything = [
  '<h2>Đề mục</h2><h3 lang="en">Heading</h3><h4 dir="ltr">Nhỏ</h4>',
  '<p lang="en-GB" dir="ltr">x<br>y</p><hr>',
  '<p><b>đậm</b> <i>nghiêng</i> <em lang="en">a</em><sub>b</sub><sup>2</sup><s>c</s><u>d</u><code>e</code> <strong><code>f</code></strong></p>',
  '<p><a href="/a/1/vi">trong</a> <a href="mailto:a@vi.example">thư</a> <a href="https://vi.example/?a=1&amp;b=2"><strong>web</strong></a></p>',
  '<ul><li>một<ul><li>hai</li></ul></li><li><p>ba</p></li><li><p>bốn</p><p>năm</p></li></ul>',
  '<ol start="3" type="a"><li>c</li><li><h3>d</h3></li></ol>',
  '<blockquote>bare</blockquote><blockquote><p>a</p><p>b</p></blockquote>',
  '<blockquote data-piece="019a0000-0000-7000-8000-000000000001" data-version="3"><p>Số liệu</p></blockquote>',
  '<pre>\n\n a\n  <b>b</b></pre>',
  '<table><caption>Bảng <em>1</em></caption><thead><tr><th colspan="2" scope="col">A</th></tr></thead><tbody><tr><td>1</td><td><p>2</p></td></tr><tr><td rowspan="2">3</td><td>4</td></tr><tr><td><ul><li>5</li></ul></td></tr></tbody><tfoot><tr><td>6</td><td>7</td></tr></tfoot></table>',
  '<figure data-embed="https://youtu.be/x1"><a href="https://youtu.be/x1">Phim</a><figcaption>Lễ hội</figcaption></figure>',
  '<figure><table><tbody><tr><td>x</td></tr></tbody></table><figcaption><p>chú thích</p></figcaption></figure>',
  '<p>1 &lt; 2 &amp; 3</p><p>Cuối</p>',
].join('')
