// A small project of a real framework: installed by its lock file, with the recipe's files put in, built, and started.
import { execFileSync, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join, resolve } from 'node:path'
import { after } from 'node:test'
import { fileURLToPath } from 'node:url'
import { eventually } from '../browser/harness.mjs'
import { startServer } from '../browser/server.mjs'
import { launchBrowser, newVisitor } from '../browser/visitor.mjs'
import { barrioJson } from './shop.mjs'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const TARGET = resolve(ROOT, process.env.BARRIO_TARGET_DIR ?? process.env.CARGO_TARGET_DIR ?? 'target')
const PACKAGE = process.env.BARRIO_PACKAGE_DIR ?? join(ROOT, 'pkg/dist')
const QUIET = { ...process.env, NEXT_TELEMETRY_DISABLED: '1', ASTRO_TELEMETRY_DISABLED: '1', CI: '1', NODE_ENV: undefined }

const sha = (text) => createHash('sha256').update(text).digest('hex').slice(0, 16)
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'

/** What both shops sell, and who logs in there. */
export const ITEM = { id: 'PARKA-1', price: 60, currency: 'EUR', quantity: 1 }
export const ANA = { id: '7', traits: { first_name: 'Ana </script>' } }

/** A free port of this machine, for a program that wants to be told one. */
function freePort() {
  return new Promise((found) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => found(port))
    })
  })
}

/** Installs what the lock file names, once for each lock file; gives the folder. */
function install(name) {
  const source = join(ROOT, 'tests/recipes', name)
  const folder = join(TARGET, 'recipes', `${name}-${sha(readFileSync(join(source, 'package-lock.json')))}`)
  const done = join(folder, '.installed')
  if (!existsSync(done)) {
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder, { recursive: true })
    for (const file of ['package.json', 'package-lock.json']) cpSync(join(source, file), join(folder, file))
    cpSync(join(ROOT, '.npmrc'), join(folder, '.npmrc'))
    run(npm, ['ci', '--loglevel=error'], folder)
    writeFileSync(done, '')
  }
  return { source, folder }
}

function run(program, args, cwd) {
  try {
    execFileSync(program, args, { cwd, env: QUIET, stdio: ['ignore', 'pipe', 'pipe'], timeout: 300_000 })
  } catch (error) {
    throw new Error(`${program} ${args.join(' ')} failed: ${error.stdout}${error.stderr}`)
  }
}

/** Everything that a build depends on, as one text. */
function contents(folder) {
  const files = readdirSync(folder, { recursive: true }).filter((name) => statSync(join(folder, name)).isFile())
  return files.sort().map((name) => `${name}\n${readFileSync(join(folder, name))}`).join('\n')
}

/**
 * Builds the project of this name with the samples of its recipe, by the file that each is, unless that was built before.
 * `clean` are the folders of the last build.
 */
export function build(name, samples, command, clean) {
  const { source, folder } = install(name)
  const stamp = join(folder, '.built')
  const wanted = sha(contents(source) + JSON.stringify(samples))
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return folder
  for (const old of ['src', 'app', 'public', '.built', ...clean]) rmSync(join(folder, old), { recursive: true, force: true })
  cpSync(source, folder, { recursive: true })
  for (const [file, text] of Object.entries(samples)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), text)
  }
  run(process.execPath, command, folder)
  writeFileSync(stamp, wanted)
  return folder
}

/** A visitor whose requests come to the shop as a CDN hands them on: with the country. */
async function visitorFromSpain(browser, url) {
  const visitor = await newVisitor(browser, url, {})
  await visitor.context.route(`${url}/**`, (route, request) => route.continue({ headers: { ...request.headers(), 'cf-ipcountry': 'ES' } }))
  return visitor
}

/**
 * Starts the built project, the CRM and a browser, and ends them after the tests of the file. `files` is the folder that
 * the project serves its static files from; `start(port)` the arguments of Node.js.
 */
export async function openApp(folder, files, start) {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const crm = await startServer({ args: ['--allow-origin', url] })
  cpSync(PACKAGE, join(folder, files, 'barrio'), { recursive: true })
  writeFileSync(join(folder, files, 'barrio.json'), JSON.stringify(barrioJson(crm.url)))
  const env = { ...QUIET, NODE_ENV: 'production', HOST: '127.0.0.1', PORT: String(port), CRM: crm.url }
  const child = spawn(process.execPath, start(port), { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let words = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (words += chunk))
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  let browser
  after(async () => {
    await browser?.close()
    kill()
    await crm.stop()
  })
  const answers = () => fetch(url, { signal: AbortSignal.timeout(5000) }).then(({ ok }) => ok, () => false)
  if (!(await eventually(answers, { within: 30_000, every: 200 }))) throw new Error(`The shop did not start. ${words}`)
  browser = await launchBrowser()
  return { url, crm: crm.crm, newVisitor: () => visitorFromSpain(browser, url) }
}
