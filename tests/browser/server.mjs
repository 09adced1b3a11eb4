// The real server, `barrio serve`, on a free port and a database of its own.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))
const target = resolve(root, process.env.BARRIO_TARGET_DIR ?? process.env.CARGO_TARGET_DIR ?? 'target')

const BINARY = process.env.BARRIO_SERVER ?? join(target, 'debug/barrio')
export const STORE = process.env.BARRIO_STORE_DIR ?? join(target, 'store')
const PACKAGE = process.env.BARRIO_PACKAGE_DIR ?? join(root, 'pkg/dist')

const START_WITHIN = 15_000
const STOP_WITHIN = 5_000
const ANSWER_WITHIN = 5_000

/**
 * Starts the server and waits until it answers. `db` and `port` allow a second server on what
 * a first one left; without them it takes a new database, erased at the end, and a free port.
 */
export async function startServer({ storeDir = STORE, packageDir = PACKAGE, db, port = 0, args = [] } = {}) {
  if (!existsSync(BINARY)) throw new Error(`${BINARY} is not there: run \`cargo build -p barrio-cli\`.`)
  const folder = db ? undefined : await mkdtemp(join(tmpdir(), 'barrio-'))
  const file = db ?? join(folder, 'barrio.db')
  const options = ['--port', port, '--db', file, '--store-dir', storeDir, '--package-dir', packageDir]
  const child = spawn(BINARY, ['serve', ...options.map(String), ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  // Whatever becomes of the tests, no server outlives them.
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  const stop = async () => {
    await end(child)
    process.off('exit', kill)
    if (folder) await rm(folder, { recursive: true, force: true })
  }
  try {
    const url = await address(child)
    return { url, db: file, pid: child.pid, stop, crm: (path) => readJson(url, `/crm/api/${path}`) }
  } catch (error) {
    await stop()
    throw error
  }
}

/** The address in the line that the server prints once it listens. */
function address(child) {
  return new Promise((resolve, reject) => {
    let words = ''
    const timer = setTimeout(() => reject(new Error(`The server did not start in time. ${words}`)), START_WITHIN)
    const settle = (fn, value) => (clearTimeout(timer), fn(value))
    const read = (chunk) => {
      words += chunk
      const found = words.match(/http:\/\/127\.0\.0\.1:\d+/)
      if (found) settle(resolve, found[0])
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('error', (error) => settle(reject, error))
    child.once('exit', (code) => settle(reject, new Error(`The server stopped (${code}). ${words}`)))
  })
}

async function end(child) {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  const inTime = await Promise.race([exited.then(() => true), delay(STOP_WITHIN, false, { ref: false })])
  if (!inTime) child.kill('SIGKILL')
  await exited
}

/** What the server answers as JSON; throws if it is no success. */
export async function readJson(url, path) {
  const response = await fetch(new URL(path, url), { signal: AbortSignal.timeout(ANSWER_WITHIN) })
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`)
  return response.json()
}
