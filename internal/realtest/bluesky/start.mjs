// Starts a PLC directory in memory and a PDS before it, both on loopback, with one account.
// It is run in the folder of the installed packages: node start.mjs <data folder>. The last
// line that it prints on its standard output begins with READY and tells, as JSON, what a
// test needs to know.
import { createRequire } from 'node:module'
import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { createServer, Server } from 'node:net'
import { setDefaultResultOrder } from 'node:dns'

const require = createRequire(join(process.cwd(), 'package.json'))
const { PDS, envToCfg, envToSecrets, readEnv } = require('@atproto/pds')
const plc = require('@did-plc/server')

// Left alone, both would listen on every address of the machine.
setDefaultResultOrder('ipv4first')
const listen = Server.prototype.listen
Server.prototype.listen = function (port, ...rest) {
  return typeof port === 'number' && typeof rest[0] !== 'string' ? listen.call(this, port, '127.0.0.1', ...rest) : listen.call(this, port, ...rest)
}

const hex = (bytes) => randomBytes(bytes).toString('hex')

// freePort asks the system for a port that nobody listens on.
const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })

const data = process.argv[2]
mkdirSync(join(data, 'blobs'), { recursive: true })

const plcPort = await freePort()
const directory = plc.PlcServer.create({ db: plc.Database.mock(), port: plcPort })
await directory.start()

const port = await freePort()
Object.assign(process.env, {
  PDS_HOSTNAME: 'localhost',
  PDS_PORT: String(port),
  PDS_DATA_DIRECTORY: data,
  PDS_BLOBSTORE_DISK_LOCATION: join(data, 'blobs'),
  PDS_JWT_SECRET: hex(16),
  PDS_ADMIN_PASSWORD: hex(16),
  PDS_PLC_ROTATION_KEY_K256_PRIVATE_KEY_HEX: hex(32),
  PDS_DID_PLC_URL: `http://127.0.0.1:${plcPort}`,
  PDS_DEV_MODE: 'true',
  PDS_INVITE_REQUIRED: 'false',
  PDS_SERVICE_HANDLE_DOMAINS: '.test',
  PDS_RATE_LIMITS_ENABLED: 'true',
  PDS_DISABLE_SSRF_PROTECTION: 'true',
})
const env = readEnv()
const pds = await PDS.create(envToCfg(env), envToSecrets(env))
await pds.start()

const base = `http://localhost:${port}`
const post = async (name, body, token) => {
  const response = await fetch(`${base}/xrpc/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify(body),
  })
  const answer = await response.json()
  if (!response.ok) throw new Error(`${name}: ${response.status} ${JSON.stringify(answer)}`)
  return answer
}

const handle = 'asean-namdinh.test'
const password = hex(16)
const account = await post('com.atproto.server.createAccount', { handle, email: 'asean@example.test', password })
const app = await post('com.atproto.server.createAppPassword', { name: 'lantoa' }, account.accessJwt)
const { PDS_JWT_SECRET: secret, PDS_ADMIN_PASSWORD: admin } = process.env
const version = require('@atproto/pds/package.json').version
console.log('READY ' + JSON.stringify({ base, handle, did: account.did, password, appPassword: app.password, secret, admin, version }))
