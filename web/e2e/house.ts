import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

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

interface Running {
  until: (words: RegExp) => Promise<string>
  stop: () => Promise<void>
}

function run(args: string[], settings: Record<string, string>): Running {
  const child: ChildProcess = spawn(binary, args, { env: { PATH: process.env.PATH, ...(process.env.LANTOA_UI_DIR && { LANTOA_UI_DIR: process.env.LANTOA_UI_DIR }), ...settings }, stdio: ['ignore', 'pipe', 'pipe'] })
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
