// The other parts of the wasm: what is loaded when there is something to say or to send, or when somebody asks why, and
// not before.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import http from 'node:http'
import { after, test } from 'node:test'
import { eventually, messageAppears, openShop, waitForMessage } from './harness.mjs'
import { call, makeStore, ready, storeFile, storePage } from './steps.mjs'

const DIST = new URL('../../pkg/dist/', import.meta.url)

/** Serves at an origin of its own; gives its address. */
async function serve(answer) {
  const server = http.createServer(({ url }, response) => answer(url, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  after(() => server.close())
  return `http://127.0.0.1:${server.address().port}`
}

/** The package, as a content delivery network serves it. */
const cdn = await serve((url, response) => {
  const type = url.endsWith('.wasm') ? 'application/wasm' : 'text/javascript'
  response.writeHead(200, { 'content-type': type, 'access-control-allow-origin': '*' })
  createReadStream(new URL(`.${url}`, DIST)).pipe(response)
})

const page = storePage('<h1>A store</h1>')
const file = storeFile({ now: { audience: { 'page.path': '/now.html' } }, later: { trigger: 'manual' } }, {
  crm: [{ type: 'webhook', url: '/collect' }],
  share: ['view_item'],
})
const storeDir = await makeStore({
  'now.html': page,
  'quiet.html': page,
  'barrio.json': JSON.stringify(file),
})
const shop = await openShop({ storeDir })

const REST = 'barrio_speak.wasm'
const VIEW = 'view.js'
const WHY = 'barrio_why.wasm'
/** How often each of the files was asked for. */
const asked = ({ requests }, ...names) => names.map((name) => requests.filter(({ url }) => url.endsWith(`/${name}`)).length)
const errorsOf = (page) => page.evaluate(() => errors)

async function enter(path, prepare = () => {}) {
  const visitor = await shop.newVisitor()
  await visitor.context.addInitScript(() => {
    window.errors = []
    addEventListener('barrio:error', ({ detail }) => errors.push(detail.message))
  })
  await prepare(visitor)
  await visitor.page.goto(path)
  await ready(visitor.page)
  return visitor
}

test('a visit to which nothing is said, and of which nothing is told, loads none of them, nor the view', async () => {
  const ana = await enter('/quiet.html')
  await call(ana.page, 'track', 'select_item', {})
  assert.equal(await messageAppears(ana.page, { within: 1500 }), false)
  assert.deepEqual(asked(ana, REST, VIEW, WHY), [0, 0, 0])
  await ana.leave()
})

test('the first message loads both, once', async () => {
  const ana = await enter('/now.html')
  await waitForMessage(ana.page)
  await call(ana.page, 'dismiss')
  await call(ana.page, 'show', 'later')
  await ana.page.getByRole('heading', { name: 'later' }).waitFor()
  assert.deepEqual(asked(ana, REST, VIEW, WHY), [1, 1, 0])
  assert.deepEqual(ana.problems, [])
  await ana.leave()
})

test('who asks for a message waits for it', async () => {
  const ana = await enter('/quiet.html')
  await call(ana.page, 'show', 'later')
  await ana.page.getByRole('heading', { name: 'later' }).waitFor()
  assert.deepEqual(asked(ana, REST, VIEW), [1, 1])
  await ana.leave()
})

test('what is told of a visit loads it, and no view', async () => {
  const ana = await enter('/quiet.html')
  await call(ana.page, 'track', 'view_item', {})
  assert.ok(await eventually(() => asked(ana, 'collect')[0] === 1, { within: 9000 }), 'it is sent')
  assert.deepEqual(asked(ana, REST, VIEW), [1, 0])
  await ana.leave()
})

test('who asks why waits for what says so, which is loaded once, and no view with it', async () => {
  const ana = await enter('/quiet.html')
  const told = await ana.page.evaluate(() => Promise.all([barrio('explain', 'now'), barrio('explain')]))
  assert.deepEqual(told.map(({ campaigns }) => campaigns.length), [1, 2])
  assert.deepEqual(asked(ana, REST, VIEW, WHY), [1, 0, 1])
  assert.deepEqual(ana.problems, [])
  await ana.leave()
})

test('where what says why cannot be loaded nothing is explained, and that is said', async () => {
  const isWhy = (url) => url.pathname.endsWith(WHY)
  const ana = await enter('/quiet.html', ({ context }) => context.route(isWhy, (route) => route.abort()))
  assert.deepEqual(await ana.page.evaluate(() => barrio('explain')), { visitor: {}, campaigns: [] })
  assert.equal((await errorsOf(ana.page)).length, 1)
  await ana.context.unroute(isWhy)
  assert.equal((await call(ana.page, 'explain')).campaigns.length, 2)
  await ana.leave()
})

test('a browser without locks shows messages too', async () => {
  const ana = await enter('/now.html', ({ context }) => context.addInitScript(() => delete Navigator.prototype.locks))
  assert.equal(await ana.page.evaluate(() => navigator.locks), undefined)
  await waitForMessage(ana.page)
  await ana.leave()
})

test('where it cannot be loaded nothing is shown, that is said once, and the next page tries again', async () => {
  const isRest = (url) => url.pathname.endsWith(REST)
  const ana = await enter('/now.html', ({ context }) => context.route(isRest, (route) => route.abort()))
  assert.ok(await eventually(async () => (await errorsOf(ana.page)).length), 'that is said')
  assert.equal(await messageAppears(ana.page, { within: 1500 }), false)
  const told = await errorsOf(ana.page)
  assert.equal(told.length, 1)
  assert.match(told[0], /^Nothing can be shown or sent until a file is loaded; .*fetch/)
  await ana.context.unroute(isRest)
  await call(ana.page, 'page', { title: 'The same' })
  await waitForMessage(ana.page)
  assert.deepEqual(await errorsOf(ana.page), told)
  await ana.leave()
})

test('it comes from where the module came from, under a policy that lets nothing else in', async () => {
  const policy = `default-src 'none'; script-src ${cdn} 'wasm-unsafe-eval'; connect-src 'self' ${cdn}; img-src data:; require-trusted-types-for 'script'`
  const store = await serve((url, response) => {
    if (url.endsWith('.json')) return response.end(JSON.stringify(file))
    response.writeHead(200, { 'content-type': 'text/html', 'content-security-policy': policy })
    response.end(page.replace('"/barrio/', `"${cdn}/`))
  })
  const ana = await enter(`${store}/`)
  await call(ana.page, 'show', 'later')
  await ana.page.getByRole('heading', { name: 'later' }).waitFor()
  const from = ana.requests.filter(({ url }) => url.endsWith(REST)).map(({ url }) => url)
  assert.deepEqual(from, [`${cdn}/${REST}`])
  assert.deepEqual(ana.problems, [])
  await ana.leave()
})
