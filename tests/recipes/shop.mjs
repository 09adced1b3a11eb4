// A shop as a platform serves it: pages of the test's own, each visitor with a session, the package at an address of the
// platform's, and the real `barrio serve` beside it as the CRM, at another origin.
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createReadStream, existsSync } from 'node:fs'
import http from 'node:http'
import { extname, join, normalize } from 'node:path'
import { after } from 'node:test'
import { fileURLToPath } from 'node:url'
import { startServer } from '../browser/server.mjs'
import { storeFile } from '../browser/steps.mjs'
import { launchBrowser, newVisitor } from '../browser/visitor.mjs'

const PACKAGE = process.env.BARRIO_PACKAGE_DIR ?? fileURLToPath(new URL('../../pkg/dist', import.meta.url))
const TYPES = { '.js': 'text/javascript', '.json': 'application/json', '.wasm': 'application/wasm', '.html': 'text/html; charset=utf-8' }

/** What the store of every recipe says: a greeting for Spain, and a word on a cart of 50 or more. */
export const barrioJson = (crm) =>
  storeFile(
    {
      welcome: { format: 'banner', audience: { country: 'ES' } },
      // More than once: where the shop leads on to another page at once, the first time may be on the page that goes.
      cart: { format: 'card', audience: { 'cart.value': { $gte: 50 } }, frequency: { times: 5 } },
    },
    { frequency: { perSession: 10, perDay: 10, gap: '0s' }, crm: [{ type: 'segment', url: `${crm}/collect` }] },
  )

/**
 * Starts the CRM, the browser and the shop for the tests of one file, and ends them after it. `folder` is the address of
 * the package; `answer({ path, query, method, form, session, headers })` gives a page as text, an object as JSON,
 * `{ to }` to lead on or `{ status, type, body }`; `policy(crm)` is the content security policy of the pages.
 */
export async function openPlatform({ folder, config = '/barrio.json', answer, policy }) {
  const sessions = new Map()
  let crm
  const server = http.createServer(async (request, response) => {
    const url = new URL(request.url, 'http://127.0.0.1')
    const { id, session, isNew } = sessionOf(request, sessions)
    const reply = await replyTo(url, request, session).catch((error) => ({ status: 500, body: error.stack }))
    const headers = { 'content-type': reply.type ?? TYPES['.html'], 'cache-control': 'no-store', ...reply.headers }
    if (policy && headers['content-type'].startsWith('text/html')) headers['content-security-policy'] = policy(crm.url)
    if (isNew) headers['set-cookie'] = [`sid=${id}; Path=/; HttpOnly`, ...(headers['set-cookie'] ?? [])]
    response.writeHead(reply.status ?? 200, headers)
    if (reply.file) createReadStream(reply.file).pipe(response)
    else response.end(reply.body)
  })

  async function replyTo(url, request, session) {
    const path = decodeURIComponent(url.pathname)
    if (path === config) return { type: TYPES['.json'], body: JSON.stringify(barrioJson(crm.url)) }
    if (path.startsWith(folder)) return packageFile(path.slice(folder.length))
    const form = await readForm(request)
    return shape(await answer({ path, query: url.searchParams, method: request.method, form, session, headers: request.headers, origin: url }))
  }

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${server.address().port}`
  crm = await startServer({ args: ['--allow-origin', url] })
  const browser = await launchBrowser()
  after(async () => {
    await browser.close()
    server.closeAllConnections()
    server.close()
    await crm.stop()
  })
  return { url, crm: crm.crm, crmUrl: crm.url, newVisitor: (options) => newVisitor(browser, url, options) }
}

/** The session of a request, by its cookie: a cart, and who is logged in. */
function sessionOf(request, sessions) {
  const [, known] = /\bsid=([\w-]+)/.exec(request.headers.cookie ?? '') ?? []
  if (sessions.has(known)) return { id: known, session: sessions.get(known), isNew: false }
  const id = randomUUID()
  const session = { cart: [], customer: null }
  sessions.set(id, session)
  return { id, session, isNew: true }
}

function packageFile(name) {
  const file = join(PACKAGE, normalize(`/${name}`))
  return existsSync(file) ? { file, type: TYPES[extname(file)] } : { status: 404, body: `There is no ${name} in the package.` }
}

async function readForm(request) {
  let text = ''
  for await (const chunk of request) text += chunk
  if (request.headers['content-type']?.startsWith('application/json')) return JSON.parse(text || '{}')
  // Forms that scripts send come in parts.
  const parts = [...text.matchAll(/name="([^"]+)"\r\n\r\n([^\r]*)\r\n/g)].map(([, name, value]) => [name, value])
  return Object.fromEntries(parts.length ? parts : new URLSearchParams(text))
}

function shape(answer) {
  if (answer == null) return { status: 404, body: 'There is no such page.' }
  if (typeof answer === 'string') return { body: answer }
  if (answer.to) return { status: 302, headers: { location: answer.to } }
  return 'body' in answer || 'status' in answer ? answer : { type: TYPES['.json'], body: JSON.stringify(answer) }
}
