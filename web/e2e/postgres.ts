import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'

/** The server that `bin/pgrun -- …` found or started; empty without one. */
export const server = process.env.LANTOA_TEST_POSTGRES ?? ''

/** The databases on which the core is tested: both where there is a PostgreSQL; CI must have one. */
export const databases: ('sqlite' | 'postgres')[] = server || process.env.CI === 'true' ? ['sqlite', 'postgres'] : ['sqlite']

/** An empty database of its own, and how to drop it. */
export function freshDatabase(): { url: string; drop: () => void } {
  if (!server) throw new Error('LANTOA_TEST_POSTGRES is not set: run the tests by bin/pgrun')
  const name = `lantoa_desk_${randomBytes(6).toString('hex')}`
  ask(`CREATE DATABASE ${name}`)
  // A server on a socket has no host in its address, which URL would refuse.
  const url = server.replace(/^(\w+:\/\/[^/]*\/)[^?]*/, `$1${name}`)
  return { url, drop: () => ask(`DROP DATABASE ${name} WITH (FORCE)`) }
}

function ask(statement: string): void {
  execFileSync(psql(), ['--no-psqlrc', '--quiet', '--dbname', server, '--command', statement], { stdio: ['ignore', 'pipe', 'pipe'] })
}

/** The client: on PATH, or beside the server as Debian keeps it. */
function psql(): string {
  const debian = '/usr/lib/postgresql'
  const beside = existsSync(debian) ? readdirSync(debian).map((version) => `${debian}/${version}/bin/psql`).filter((one) => existsSync(one)) : []
  return beside.at(-1) ?? 'psql'
}
