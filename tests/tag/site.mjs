// A shop of anybody's, whose pages and headers each test makes up; and the folder that `cargo xtask dist` makes, at
// another origin: the real server, which is the CRM too.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { cpSync, readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import http from 'node:http'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { after } from 'node:test'
import { fileURLToPath } from 'node:url'
import { eventually, PATIENCE, startServer, waitForMessage } from '../browser/harness.mjs'
import { ready, received, storeFile } from '../browser/steps.mjs'
import { launchBrowser, newVisitor } from '../browser/visitor.mjs'

const root = fileURLToPath(new URL('../../', import.meta.url))
const target = resolve(root, process.env.BARRIO_TARGET_DIR ?? process.env.CARGO_TARGET_DIR ?? 'target')
const TYPES = { html: 'text/html; charset=utf-8', js: 'text/javascript', json: 'application/json', wasm: 'application/wasm' }

/** The folder for the script tag. */
export const FOLDER = process.env.BARRIO_TAG_DIR ?? newest(join(target, 'dist'))

function newest(folder) {
  const [name] = readdirSync(folder).filter((name) => name.startsWith('barrio-')).sort().reverse()
  assert.ok(name, 'There is no folder for the script tag: run `cargo xtask dist`.')
  return join(folder, name)
}

/** A copy of it, for the test to change. */
export async function copyFolder() {
  const copy = await mkdtemp(join(tmpdir(), 'barrio-tag-'))
  after(() => rm(copy, { recursive: true, force: true }))
  cpSync(FOLDER, copy, { recursive: true })
  return copy
}

/** What a file of it hashes to, as its own list says. */
export const integrity = (name) => JSON.parse(readFileSync(join(FOLDER, 'integrity.json'), 'utf8')).files[name]

/** One greeting, and one event that is told to a CRM. */
const store = (crm) =>
  storeFile({ hello: { trigger: 'page_view' }, asked: { trigger: 'manual' } }, {
    crm: [{ type: 'segment', url: `${crm}/collect` }],
    share: ['add_to_cart'],
  })

/** Shop, package, CRM and browser for the tests of one file. `without` are flags of the browser to leave out. */
export async function openSite({ packageDir = FOLDER, without } = {}) {
  const pages = new Map()
  let server
  const shop = await listen((request, response) => answer(pages, server, request, response))
  server = await startServer({ packageDir, args: ['--allow-origin', shop] })
  let browser
  after(async () => {
    await browser?.close()
    await server.stop()
  })
  browser = await launchBrowser({ without })
  pages.set('/barrio.json', [JSON.stringify(store(server.url)), {}])
  pages.set('/own.json', [JSON.stringify(store('')), {}])
  const put = (html, headers = {}, path = `/${pages.size}.html`) => (pages.set(path, [html, headers]), path)
  const cdn = `${server.url}/barrio`
  // The same files from a server that thinks of no other origin.
  const bare = `${await listen((request, response) => answer(pages, server, request, response))}/barrio`
  return { shop, cdn, bare, crm: server, put, open: (html, options) => open(browser, shop, put, html, options) }
}

async function listen(handler) {
  const server = http.createServer(handler)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  after(() => (server.closeAllConnections(), server.close()))
  return `http://127.0.0.1:${server.address().port}`
}

/** The pages; the package for those that want it from their own origin; and what they tell the CRM. */
async function answer(pages, server, request, response) {
  const { pathname } = new URL(request.url, 'http://127.0.0.1')
  const type = TYPES[pathname.split('.').at(-1)] ?? 'text/plain'
  if (request.method === 'POST') return pass(server, request, response)
  const [body, headers] = pages.get(pathname) ?? [fromFolder(pathname), {}]
  response.writeHead(body == null ? 404 : 200, { 'content-type': type, 'cache-control': 'no-cache', ...headers })
  response.end(body ?? 'There is nothing here.')
}

function fromFolder(pathname) {
  try {
    return pathname.startsWith('/barrio/') ? readFileSync(join(FOLDER, pathname.slice('/barrio/'.length))) : undefined
  } catch {
    return undefined
  }
}

async function pass(server, request, response) {
  const parts = []
  for await (const part of request) parts.push(part)
  const { 'content-type': type } = request.headers
  const told = await fetch(new URL(basename(request.url), server.url), { method: 'POST', headers: { 'content-type': type }, body: Buffer.concat(parts) })
  response.writeHead(told.status, { 'content-type': 'application/json' }).end(await told.text())
}

/** A visitor on that page; `prepare` runs in it before all else, `before` gets the visitor before they go there. */
async function open(browser, shop, put, html, { headers, prepare, before, at, ...options } = {}) {
  const visitor = await newVisitor(browser, shop, { reducedMotion: 'reduce', ...options })
  if (prepare) await visitor.context.addInitScript(prepare)
  await before?.(visitor)
  await visitor.page.goto(put(html, headers) + (at ?? ''))
  return visitor
}

/** The script tag. */
export const tag = (src, attributes = 'async', config = '/barrio.json') =>
  `<script ${attributes} src="${src}/barrio.js" data-config="${config}"></script>`

/** The same with the hash that begins the chain. */
export const checkedTag = (src, attributes = 'async', config) =>
  tag(src, `${attributes} crossorigin="anonymous" integrity="${integrity('barrio.js')}"`, config)

/** A page with these things in its body. */
export const document = (body, { doctype = '<!doctype html>', head = '' } = {}) =>
  `${doctype}<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Anybody's shop</title><link rel="icon" href="data:,">${head}</head><body><h1>Shoes</h1>${body}</body></html>`

let told = 0

/** Fails unless a message shows, and an event reaches the CRM. */
export async function assertWorks({ page }, { crm }) {
  const message = await waitForMessage(page, { timeout: 2 * PATIENCE })
  assert.equal(await message.getByRole('heading').innerText(), 'hello')
  await assertTold({ page }, { crm })
  return message
}

/** Fails unless an event reaches the CRM. */
export async function assertTold({ page }, { crm }) {
  await ready(page)
  const value = ++told
  await page.evaluate((value) => barrio('track', 'add_to_cart', { value, currency: 'USD' }), value)
  const isThere = async () => (await received(crm)).some(({ event, properties }) => event === 'add_to_cart' && properties.value === value)
  assert.ok(await eventually(isThere, { within: 2 * PATIENCE }), 'the event reached the CRM')
}

/** What barrio itself said in the console. */
export const lines = ({ problems }) => problems.filter((problem) => problem.startsWith('warning: barrio: '))

/** Fails unless barrio said one line, nothing was thrown, and the page is as usable as before. */
export async function assertOneLine(visitor, expected) {
  assert.ok(await eventually(() => lines(visitor).length > 0, { within: 2 * PATIENCE }), `it says something: ${visitor.problems}`)
  // Long enough for a second one.
  await visitor.page.waitForTimeout(500)
  const [line, ...others] = lines(visitor)
  assert.match(line, expected)
  assert.deepEqual(others, [])
  await assertUntouched(visitor)
}

/** Fails if something was thrown or left behind. */
export async function assertUntouched({ page, problems }) {
  assert.deepEqual(problems.filter((problem) => problem.startsWith('thrown: ')), [])
  assert.equal(await page.locator('barrio-root, link[rel=modulepreload]').count(), 0)
  assert.equal(await page.locator('h1').innerText(), 'Shoes')
}
