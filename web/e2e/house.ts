import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { freshDatabase } from './postgres'

const binary = fileURLToPath(new URL('../../bin/lantoa', import.meta.url))

/** A server that a test started, and whoever may sign in to it. */
export interface House {
  url: string
  password: string
  stop: () => Promise<void>
  /** Calls the API as somebody, as a page of theirs would; throws the problem where it refuses. */
  as: (login: string) => Promise<Caller>
}

export type Caller = <T = unknown>(method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<{ data: T; tag: string; status: number }>

/** The demo, with its people, stories and make-believe destinations, in a folder of its own. */
export async function openDemo(settings: Record<string, string> = {}): Promise<House> {
  const data = await mkdtemp(join(tmpdir(), 'lantoa-desk-'))
  const process = run(['demo'], { LANTOA_LISTEN: '127.0.0.1:0', LANTOA_DATA: data, ...settings })
  const told = await process.until(/người viết[\s\S]*\n\n/)
  const url = /(http:\/\/127\.0\.0\.1:\d+)\/desk\//.exec(told)?.[1] ?? ''
  const password = /mật khẩu chung: (\S+)/.exec(told)?.[1] ?? ''
  if (!url || !password) throw new Error(`the demo told no address or password:\n${told}`)
  return {
    url,
    password,
    as: (login) => caller(url, login, password),
    stop: async () => {
      await process.stop()
      await rm(data, { recursive: true, force: true })
    },
  }
}

/** How a server of `openServe` is to be. */
export interface Serving {
  database?: 'sqlite' | 'postgres'
  binary?: string
  settings?: Record<string, string>
}

/** A server in earnest, whose people and channel came in over its API; it can be stopped and begun anew at its address. */
export interface Serve extends House {
  database: string
  stand: () => Promise<void>
  begin: (other?: Pick<Serving, 'binary' | 'settings'>) => Promise<void>
}

const staff = [['author', 'Trần Thị Mai', 'author'], ['editor', 'Lê Văn Nam', 'editor'], ['approver', 'Phạm Thu Hà', 'approver'], ['press', 'Báo Nam Định (bản thử)', 'press']] as const

/**
 * `lantoa serve` on an empty database: the first administrator comes by the printed link, and
 * the same people as in the demo, their unit and a trial channel over the API.
 */
export async function openServe({ database = 'sqlite', ...first }: Serving = {}): Promise<Serve> {
  const data = await mkdtemp(join(tmpdir(), 'lantoa-serve-'))
  const fresh = database === 'postgres' ? freshDatabase() : undefined
  const url = `http://127.0.0.1:${await freePort()}`
  const password = 'bãi-biển-Giao-Phong-1428'
  let process: Running | undefined
  const begin = async (other: Pick<Serving, 'binary' | 'settings'> = {}) => {
    process = run(['serve'], { LANTOA_LISTEN: url.slice('http://'.length), LANTOA_DATA: data, LANTOA_PUBLIC_URL: url, ...(fresh && { LANTOA_DATABASE_URL: fresh.url }), ...first.settings, ...other.settings }, other.binary ?? first.binary)
    return process.until(/chạy ở .*(\n[\s\S]*token=\S+)?\n/)
  }
  const stand = async () => {
    await process?.stop()
    process = undefined
  }
  const stop = async () => {
    await stand()
    fresh?.drop()
    await rm(data, { recursive: true, force: true })
  }
  try {
    await begin()
    await settle(url, await process!.until(/token=\S+/), password)
  } catch (e) {
    await stop()
    throw e
  }
  return { url, password, database, stop, stand, begin: async (other) => void (await begin(other)), as: (login) => caller(url, login, password) }
}

/** Makes people, their unit and a channel of an empty house. */
async function settle(url: string, told: string, password: string): Promise<void> {
  const token = /token=(\S+)/.exec(told)?.[1]
  const made = await fetch(`${url}/api/v1/setup`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ token, login: 'admin', name: 'Hoàng Minh Đức', password }) })
  if (!made.ok) throw new Error(`no first administrator: ${await made.text()}`)
  const admin = await caller(url, 'admin', password)
  const { data: units } = await admin<{ items: { code: string }[] }>('GET', '/units?limit=100')
  if (!units.items.some((one) => one.code === 'so-ngoai-vu')) await admin('POST', '/units', { code: 'so-ngoai-vu', kind: 'so', name: { vi: 'Sở Ngoại vụ', en: 'Department of Foreign Affairs' } })
  for (const [login, name, role] of staff) await admin('POST', '/people', { login, name, password, grants: [{ role, ...(role !== 'press' && { unit: 'so-ngoai-vu' }) }] })
  await admin('POST', '/channels', { kind: 'sandbox', name: 'Kênh thử' })
}

/** A port that is free now. It could be taken before the server has it; then the server says so and the test fails. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

interface Running {
  until: (words: RegExp) => Promise<string>
  stop: () => Promise<void>
}

function run(args: string[], settings: Record<string, string>, program = binary): Running {
  const child: ChildProcess = spawn(program, args, { env: { PATH: process.env.PATH, ...(process.env.LANTOA_UI_DIR && { LANTOA_UI_DIR: process.env.LANTOA_UI_DIR }), ...settings }, stdio: ['ignore', 'pipe', 'pipe'] })
  let told = ''
  const hear = (part: Buffer) => (told += part.toString())
  child.stdout?.on('data', hear)
  child.stderr?.on('data', hear)
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  return {
    until: async (words) => {
      for (const end = Date.now() + 60_000; Date.now() < end; ) {
        if (words.test(told)) return told
        if (child.exitCode !== null) break
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
      throw new Error(`${args.join(' ')} did not say ${words}:\n${told}`)
    },
    stop: async () => {
      child.kill('SIGTERM')
      const slow = setTimeout(() => child.kill('SIGKILL'), 20_000)
      await ended
      clearTimeout(slow)
    },
  }
}

/** Signs somebody in over the API. */
export async function caller(url: string, login: string, password: string): Promise<Caller> {
  const answer = await fetch(`${url}/api/v1/session`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ login, password }) })
  if (!answer.ok) throw new Error(`${login} cannot sign in: ${await answer.text()}`)
  const cookie = answer.headers.getSetCookie().map((one) => one.split(';')[0]).join('; ')
  return async <T>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const sent = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: { Cookie: cookie, ...(body !== undefined && { 'Content-Type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await sent.text()
    if (!sent.ok) throw new Error(`${method} ${path}: ${sent.status} ${text}`)
    return { data: (text ? JSON.parse(text) : undefined) as T, tag: sent.headers.get('ETag') ?? '', status: sent.status }
  }
}
