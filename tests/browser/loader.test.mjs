// The shipped script tag on pages of every kind. The module beside it is a probe that notes
// what reaches it: what is tested here is when, from where and with what it is called.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import http from 'node:http'
import { after, describe, test } from 'node:test'
import { eventually, PATIENCE } from './harness.mjs'
import { launchBrowser, newVisitor } from './visitor.mjs'

const LOADER = await readFile(new URL('../../pkg/dist/barrio.js', import.meta.url))

const PROBE = `
  globalThis.calls ??= []
  globalThis.inits ??= []
  export async function init(options) {
    inits.push(options)
    if (options.config === 'missing.json') throw new Error('missing.json answered 404')
    const note = (name) => (...values) => (calls.push([name, ...values]), values[0])
    return { track: note('track'), explain: note('explain'), show: note('show'), secret: note('secret') }
  }`

const QUEUE = '<script>window.barrio ||= (...a) => (barrio.q ||= []).push(a)</script>'
const tag = (rest = '', src = '/cdn/barrio.js') => `<script async src="${src}" ${rest}></script>`

/** Serves the loader and the probe in a folder, and whatever body a page's address names. */
async function serve() {
  const types = { js: 'text/javascript', html: 'text/html' }
  const answer = (response, type, text, status = 200) => {
    response.writeHead(status, { 'content-type': types[type], 'access-control-allow-origin': '*' }).end(text)
  }
  const server = http.createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'http://127.0.0.1')
    if (pathname.endsWith('/barrio.js')) answer(response, 'js', LOADER)
    else if (pathname === '/cdn/index.js') answer(response, 'js', PROBE)
    else if (pathname === '/') answer(response, 'html', `<!doctype html><link rel="icon" href="data:,"><body>${searchParams.get('body')}`)
    else answer(response, 'html', 'not there', 404)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  after(() => server.close())
  return `http://127.0.0.1:${server.address().port}`
}

const [shop, cdn] = [await serve(), await serve()]
const browser = await launchBrowser()
after(() => browser.close())

const address = (body) => `/?body=${encodeURIComponent(body)}`

async function open(body, prepare) {
  const visitor = await newVisitor(browser, shop)
  const { page } = visitor
  if (prepare) await page.addInitScript(prepare)
  await page.goto(address(body))
  const read = (name) => page.evaluate((name) => globalThis[name] ?? [], name)
  const isLive = () => window.inits?.length > 0 && Array.isArray(window.barrio?.q)
  const started = () => eventually(() => page.evaluate(isLive), { within: PATIENCE })
  return { ...visitor, read, started }
}

/** Long enough for a loader that should stay still to betray itself: its longest wait is 2 s. */
const quiet = (page) => page.waitForTimeout(2600)

// Side by side: most of their time is waiting for what must not happen.
describe('the script tag', { concurrency: 4 }, () => {
  test('settings on the tag reach the module', async () => {
    const { read, started, problems, leave } = await open(tag('data-config="/barrio.json" data-country="ES" data-debug data-nonce="n1" data-sources="/sources.json" data-allow-webdriver'))
    assert.ok(await started())
    assert.deepEqual(await read('inits'), [
      { config: '/barrio.json', country: 'ES', debug: true, nonce: 'n1', sources: '/sources.json', allowWebdriver: true },
    ])
    assert.deepEqual(problems, [])
    await leave()
  })

  test('a button that is pressed before the module is there is not pressed in vain', async () => {
    const press = () => {
      const timer = setInterval(() => {
        if (!window.barrio?.tag || window.inits) return
        clearInterval(timer)
        document.querySelector('b').click()
      }, 1)
    }
    const { page, read, started, problems, leave } = await open(`<button data-barrio-show="help"><b>Help</b></button>${tag()}`, press)
    assert.ok(await started())
    assert.deepEqual(await read('calls'), [['show', 'help']])
    await page.click('button')
    assert.deepEqual(await read('calls'), [['show', 'help']], 'from then on it is the module that hears it')
    assert.deepEqual(problems, [])
    await leave()
  })

  test('an attribute that is missing or says false turns nothing on', async () => {
    for (const rest of ['', 'data-debug="false" data-allow-webdriver="false"']) {
      const { read, started, leave } = await open(tag(rest))
      assert.ok(await started())
      const [{ debug, allowWebdriver, sources }] = await read('inits')
      assert.deepEqual([debug, allowWebdriver, sources], [false, false, undefined], rest)
      await leave()
    }
  })

  test('commands queued before are replayed in order, later ones act at once', async () => {
    const early = `<script>kept = barrio; barrio('track', 'a'); barrio('track', 'b', { n: 1 })</script>`
    const { page, read, started, leave } = await open(QUEUE + early + tag())
    assert.ok(await started())
    const answer = await page.evaluate(() => {
      kept('track', 'from a kept function')
      return barrio('explain', 7)
    })
    assert.equal(answer, 7)
    assert.deepEqual(await read('calls'), [
      ['track', 'a'],
      ['track', 'b', { n: 1 }],
      ['track', 'from a kept function'],
      ['explain', 7],
    ])
    assert.equal(await page.evaluate(() => barrio.q.length), 0)
    await leave()
  })

  test('the tag defines the queue where the page does not, an element of that name or not', async () => {
    const late = `<script>setTimeout(() => barrio('track', 'late'))</script>`
    for (const before of ['', '<form id="barrio"></form>']) {
      const { read, started, problems, leave } = await open(before + tag().replace('async', '') + late)
      assert.ok(await started())
      assert.deepEqual(await read('calls'), [['track', 'late']])
      assert.deepEqual(problems, [])
      await leave()
    }
  })

  test('only the commands of the interface are reached', async () => {
    const { page, read, started, problems, leave } = await open(tag())
    assert.ok(await started())
    await page.evaluate(() => ['secret', 'constructor', '__proto__', 'toString', undefined].forEach((name) => barrio(name, 1)))
    await page.evaluate(() => barrio.q.push(null))
    assert.deepEqual(await read('calls'), [])
    assert.equal(problems.length, 6)
    assert.ok(problems.every((problem) => problem.startsWith('warning: barrio: ')), String(problems))
    await leave()
  })

  test('two tags make one instance', async () => {
    const { page, read, started, leave } = await open(tag() + tag())
    assert.ok(await started())
    await quiet(page)
    assert.equal((await read('inits')).length, 1)
    await leave()
  })

  test('an instance that the page made itself stays', async () => {
    const { page, read, leave } = await open(`<script>mine = window.barrio = { track() {} }</script>${tag()}`)
    await quiet(page)
    assert.deepEqual(await read('inits'), [])
    assert.ok(await page.evaluate(() => window.barrio === mine))
    await leave()
  })

  test('the module is taken from where the loader came from', async () => {
    const { requests, started, leave } = await open(tag('', `${cdn}/cdn/barrio.js?v=3`))
    assert.ok(await started())
    assert.ok(requests.some(({ url }) => url === `${cdn}/cdn/index.js`))
    await leave()
  })

  test('a tag added later, or of type module, works as well', async () => {
    const added = `<script>{ const s = document.createElement('script'); s.src = '/cdn/barrio.js'; s.dataset.country = 'MX'; document.head.append(s) }</script>`
    for (const body of [added, tag('type="module" data-country="MX"')]) {
      const { read, started, leave } = await open(body)
      assert.ok(await started())
      assert.equal((await read('inits'))[0].country, 'MX')
      await leave()
    }
  })

  test('in a frame it waits to be allowed', async () => {
    for (const [rest, expected] of [['', 0], ['data-frames="allow"', 1]]) {
      const { page, leave } = await open(`<iframe src="${address(tag(rest))}"></iframe>`)
      await quiet(page)
      const inits = await page.frames()[1].evaluate(() => globalThis.inits?.length ?? 0)
      assert.equal(inits, expected, rest)
      assert.equal(await page.frames()[1].evaluate(() => typeof barrio), 'function', 'the page may still queue')
      await leave()
    }
  })

  test('a page that is prerendered starts when it is looked at', async () => {
    const prerender = () => {
      window.ahead = true
      Object.defineProperty(document, 'prerendering', { get: () => window.ahead })
    }
    const { page, read, started, leave } = await open(tag(), prerender)
    await quiet(page)
    assert.deepEqual(await read('inits'), [])
    await page.evaluate(() => {
      window.ahead = false
      document.dispatchEvent(new Event('prerenderingchange'))
    })
    assert.ok(await started())
    await leave()
  })

  test('a browser without idle callbacks starts too', async () => {
    const { started, leave } = await open(tag(), () => delete window.requestIdleCallback)
    assert.ok(await started())
    await leave()
  })

  test('a module or a store file that fails leaves one warning, and the page as it was', async () => {
    const sources = [tag('', '/elsewhere/barrio.js'), tag('data-config="missing.json"')]
    for (const body of sources) {
      const { page, problems, leave } = await open(body)
      const warnings = () => problems.filter((problem) => problem.startsWith('warning: '))
      assert.ok(await eventually(() => warnings().length > 0, { within: PATIENCE }))
      assert.ok(warnings()[0].startsWith('warning: barrio: '))
      await page.evaluate(() => barrio('track', 'later'))
      await quiet(page)
      assert.equal(warnings().length, 1)
      assert.ok(!problems.some((problem) => problem.startsWith('thrown')), String(problems))
      await leave()
    }
  })
})
