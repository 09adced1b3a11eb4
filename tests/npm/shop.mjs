// A shop that a bundler built, on a server of its own, with the real CRM at another origin, and a visitor in a browser.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { readFile } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import { extname, join, normalize } from 'node:path'
import { after } from 'node:test'
import { eventually, screenshot, settled, startServer, waitForMessage } from '../browser/harness.mjs'
import { PATIENCE, launchBrowser, newVisitor } from '../browser/visitor.mjs'
import { root } from './package.mjs'
import { storeFile } from './store.mjs'

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
}

/** The files that a visit like this one must have had, whatever the bundler calls them. */
const PARTS = ['barrio_bg.wasm', 'barrio_speak.wasm', 'barrio_why.wasm', 'words.json', 'dial.json', 'crm/customerio.json']

/** The CRM, for pages of that origin. */
export async function openCrm(origin) {
  const crm = await startServer({ args: ['--allow-origin', origin] })
  after(crm.stop)
  return crm
}

/** Serves the files of a folder, and `extra` by their paths, under the policy. Gives its origin; it ends after the tests. */
export async function serveFolder(folder, { policy, extra = {} } = {}) {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://127.0.0.1')
    const path = normalize(pathname).replace(/\/$/, '/index.html')
    const body = extra[path] ?? (await readFile(join(folder, path)).catch(() => undefined))
    if (policy) response.setHeader('content-security-policy', policy(path))
    response.setHeader('content-type', TYPES[extname(path)] ?? 'application/octet-stream')
    response.writeHead(body === undefined ? 404 : 200).end(body)
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  after(() => server.close().closeAllConnections())
  return { url: `http://127.0.0.1:${server.address().port}`, extra }
}

/** A port that nobody listens on. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  await new Promise((resolve) => server.close(resolve))
  return port
}

let browser
// Here, and not in a test, at whose end it would be closed.
after(() => browser?.close())

/** Somebody from Madrid. */
async function newVisitorFromMadrid(url) {
  browser ??= await launchBrowser()
  const visitor = await newVisitor(browser, url, { locale: 'es-ES', timezoneId: 'Europe/Madrid' })
  const got = new Map()
  visitor.context.on('response', async (response) => {
    const body = await response.body().catch(() => Buffer.of())
    got.set(hash(body), response.url())
    if (response.status() >= 400) visitor.problems.push(`${response.url()} answered ${response.status()}`)
  })
  return { ...visitor, got }
}

const hash = (bytes) => createHash('sha256').update(bytes).digest('hex')

/**
 * A whole visit: the message comes, its parts are there, it is sent, the CRM has it, `explain()` says why, and the debug
 * panel opens. `inlined` are parts that the bundler put into its script. Gives the page, still open.
 */
export async function assertVisit({ url, crm, bundler, inlined = [] }) {
  const visitor = await newVisitorFromMadrid(url)
  const { page } = visitor
  // A development server only now compiles what the page asks for.
  await page.goto(url, { timeout: 3 * PATIENCE })
  const message = await waitForMessage(page, { timeout: 3 * PATIENCE })
  await settled(page)
  await screenshot(page, `npm-${bundler}`)
  assert.equal(await message.getByRole('heading').innerText(), 'Hola')
  // By the widget's own words in Spanish, and by the file with the codes of countries.
  await message.getByRole('button', { name: 'Cerrar' }).waitFor()
  await assertDialCode(message)
  await assertArrives(crm, 'built_by', ({ properties }) => properties.bundler === bundler)
  await message.getByRole('textbox', { name: 'Correo' }).fill('ana@example.com')
  await message.getByRole('checkbox').check()
  await message.getByRole('button', { name: 'Enviar' }).click()
  await message.getByRole('heading', { name: 'Gracias' }).waitFor()
  await assertArrives(crm, 'opt_in', ({ properties }) => properties.email === 'ana@example.com')
  await assertExplained(page)
  await assertParts(visitor, inlined)
  await page.goto(`${url}/?barrio=debug`)
  await page.getByRole('complementary', { name: 'barrio debug panel' }).waitFor()
  assert.deepEqual(visitor.problems, [])
  return visitor
}

const assertDialCode = async (message) =>
  assert.ok(
    await eventually(async () => (await message.locator('.dial').textContent()) === '+34'),
    'the codes of countries are there',
  )

const assertExplained = async (page) => {
  const told = await page.evaluate(() => window.running.explain('hello'))
  assert.deepEqual(told.campaigns.map(({ campaign, format }) => [campaign, format]), [['hello', 'form']])
}

async function assertArrives(crm, event, matches) {
  const isThere = async () => (await crm.crm('events?limit=200')).events.some((row) => row.event === event && matches(row))
  assert.ok(await eventually(isThere, { within: PATIENCE }), `the CRM has ${event}`)
}

/** Every part came to the page, byte for byte as it is in the package. */
async function assertParts({ got }, inlined) {
  for (const name of PARTS.filter((part) => !inlined.includes(part))) {
    const bytes = await readFile(join(root, 'pkg/dist', name))
    assert.ok(await eventually(() => got.has(hash(bytes))), `the page has loaded ${name}`)
  }
}

/** The store file as text, of a shop with this CRM. */
export const storeText = (crm) => JSON.stringify(storeFile(crm.url))
