import { execFileSync, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

test('E32 `go run ./cmd/lantoa demo` serves the desk where there is no Node', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lantoa-nonode-'))
  const go = execFileSync('go', ['env', 'GOROOT'], { encoding: 'utf8' }).trim()
  await symlink(join(go, 'bin/go'), join(folder, 'go'))
  for (const name of ['node', 'npm', 'npx']) expect(existsSync(join(folder, name)), name).toBe(false)
  const caches = JSON.parse(execFileSync('go', ['env', '-json', 'GOPATH', 'GOCACHE', 'GOMODCACHE', 'GOPROXY', 'GOFLAGS'], { encoding: 'utf8', cwd: root })) as Record<string, string>
  // A group of its own: go run and what it runs end together.
  const child = spawn(join(folder, 'go'), ['run', './cmd/lantoa', 'demo'], { cwd: root, detached: true, env: { ...caches, PATH: folder + delimiter, HOME: folder, CGO_ENABLED: '0', LANTOA_LISTEN: '127.0.0.1:0', LANTOA_DATA: join(folder, 'data') }, stdio: ['ignore', 'pipe', 'pipe'] })
  let told = ''
  child.stdout.on('data', (part: Buffer) => (told += part.toString()))
  child.stderr.on('data', (part: Buffer) => (told += part.toString()))
  const ended = new Promise((resolve) => child.once('exit', resolve))
  try {
    await expect.poll(() => told, { timeout: 150_000, interval: 200 }).toMatch(/http:\/\/127\.0\.0\.1:\d+\/desk\//)
    const url = /http:\/\/127\.0\.0\.1:\d+\/desk\//.exec(told)![0]
    const page = await (await fetch(url)).text()
    const script = /src="\/desk\/(assets\/[^"]+\.js)"/.exec(page)?.[1] ?? ''
    const served = Buffer.from(await (await fetch(url + script)).arrayBuffer())
    expect(served.equals(await readFile(join(root, 'web/dist', script))), 'what is served is what is committed').toBe(true)
  } finally {
    process.kill(-child.pid!, 'SIGTERM')
    await ended
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 500 })
  }
}, 180_000)
