import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

import { test as base } from './desk'
import { openDemo, type House } from './house'

/** An edition that a test made. */
export interface Made {
  article: string
  lang: string
  path: string
}

/** Writes a story and has it approved, over the API. */
export async function approved(house: House, title: string): Promise<Made> {
  const [author, approver] = [await house.as('author'), await house.as('approver')]
  const { data } = await author<{ id: string }>('POST', '/articles', {
    unit: 'cong-ttdt-tinh-ninh-binh', lang: 'vi', title, lead: 'Tỉnh gặp gỡ các đại sứ.', body: '<p>Sáng nay tại thành phố Nam Định, hội nghị khai mạc.</p>',
    facets: { pillars: ['apsc'], areas: ['hoat-dong-va-hop-tac-asean'] },
  })
  const path = `/articles/${data.id}/editions/vi`
  await author('POST', `${path}/submit`)
  const candidate = await approver<{ hash: string }>('GET', `${path}/candidate`)
  await approver('POST', `${path}/approve`, { hash: candidate.data.hash })
  return { article: data.id, lang: 'vi', path }
}

/** Makes a channel, and gives its id. */
export async function channel(house: House, body: { kind?: string; name: string; [more: string]: unknown }): Promise<string> {
  const admin = await house.as('admin')
  return (await admin<{ id: string }>('POST', '/channels', { kind: 'sandbox', ...body })).data.id
}

export interface Sent {
  id: string
  channel: string
  state: string
  due_at: string
  sent_at?: string
}

/** The deliveries of a story, by channel. */
export async function deliveriesOf(house: House, story: Made): Promise<Record<string, Sent>> {
  const approver = await house.as('approver')
  const { data } = await approver<{ items: Sent[] }>('GET', `/deliveries?article=${story.article}`)
  return Object.fromEntries(data.items.map((one) => [one.channel, one]))
}

/** How often a delivery was sent. */
export async function sends(house: House, delivery: string): Promise<number> {
  const approver = await house.as('approver')
  const { data } = await approver<{ items: { task: string }[] }>('GET', `/deliveries/${delivery}/attempts`)
  return data.items.filter((one) => one.task === 'send').length
}

/** Waits until something is so. */
export async function until<T>(what: string, look: () => Promise<T | undefined | false>, seconds = 20): Promise<T> {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; ) {
    const found = await look()
    if (found) return found
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  throw new Error(`not within ${seconds} s: ${what}`)
}

/** A destination of a test's own, which answers as a page of a social network and a bot do. */
export interface Destination {
  host: string
  url: string
  /** Days that the credential of the page has left. */
  days: number
  broken: boolean // answers 502 to everything
  posts: number // that the bot took, each without an answer
  /** When events came to each of its hooks; `/hook/grumpy` refuses the first. */
  hooks: Record<string, number[]>
  close: () => void
}

async function destination(): Promise<Destination> {
  const state: Destination = { host: '', url: '', days: 6, broken: false, posts: 0, hooks: {}, close: () => undefined }
  const server: Server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://x').pathname
    const answer = (body: unknown, status = 200) => response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))
    request.resume().on('end', () => {
      if (state.broken) return answer({}, 502)
      if (path.startsWith('/hook/')) {
        if (!request.headers['lantoa-attempt']) return answer({}) // a ping
        const heard = (state.hooks[path.slice(6)] ??= [])
        heard.push(Date.now())
        return answer({}, path === '/hook/grumpy' && heard.length === 1 ? 400 : 200)
      }
      if (path.endsWith('/debug_token')) return answer({ data: { is_valid: true, expires_at: Math.floor(Date.now() / 1000) + state.days * 86_400, scopes: ['pages_manage_posts', 'pages_read_engagement'] } })
      if (path.endsWith('/me')) return answer({ id: '104700000000009', name: 'Trang thử' })
      if (path.endsWith('/getMe')) return answer({ ok: true, result: { id: 1, username: 'thu_bot' } })
      if (path.endsWith('/getChat')) return answer({ ok: true, result: { id: -100 } })
      if (path.endsWith('/getChatMember')) return answer({ ok: true, result: { status: 'creator' } })
      if (path.endsWith('/sendMessage')) {
        state.posts++
        return response.destroy() // it is there, and nobody hears of it
      }
      return answer({ error: { code: 100, message: 'unknown' } }, 400)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  state.host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  state.url = `http://${state.host}`
  state.close = () => { server.closeAllConnections(); server.close() }
  return state
}

export const far: Destination = await destination()

/** A test at a demo that may also speak to the destination of the test's own. */
export const test = base.extend('house', { scope: 'file' }, async ({}, { onCleanup }) => {
  const house = await openDemo({ LANTOA_OUTBOUND_ALLOW: far.host })
  onCleanup(async () => {
    await house.stop()
    far.close()
  })
  return house
})

/** Makes a channel that sends events to a hook of the destination. */
export function hook(house: House, name: string, to: string): Promise<string> {
  return channel(house, { kind: 'webhook', name, settings: { url: `${far.url}/hook/${to}`, secret: `whsec_${Buffer.alloc(32, to).toString('base64')}` } })
}
