// What a page view is: new addresses in one document, the way back, pages made ready before anybody asks; and that
// automated browsers are no visitors.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { eventually, HOST, messageAppears, openShop, waitForMessage } from './harness.mjs'
import { call, keptKeys, makeStore, MORNING, ready, recorded, serveStoreFile, storeFile, storePage } from './steps.mjs'
import { browserPath, FLAGS, launchBrowser, newVisitor } from './visitor.mjs'

const LISTED = '<ul><li><a href="/second.html">Second</a></li></ul>'

/** The first page has the second prerendered, and goes there once that has had time to do what it should not. */
const PRERENDER = `
const rules = document.createElement('script')
rules.type = 'speculationrules'
rules.textContent = JSON.stringify({ prerender: [{ urls: ['/ahead.html'], eagerness: 'immediate' }] })
document.head.append(rules)
addEventListener('storage', ({ key }) => {
  if (key !== 'ahead') return
  setTimeout(() => {
    localStorage.setItem('before', JSON.stringify({ visit: localStorage.getItem('barrio:visit'), ahead: localStorage.getItem('ahead') }))
    location.href = '/ahead.html'
  }, 2500)
})`
/** The second says that it is there, and once it has been gone to for a while what has been counted. */
const AHEAD = `
const tell = () => {
  const { activationStart: activated } = performance.getEntriesByType('navigation')[0]
  const told = { activated, before: JSON.parse(localStorage.getItem('before')), visit: localStorage.getItem('barrio:visit') }
  fetch('/told', { method: 'POST', body: JSON.stringify(told) })
}
document.addEventListener('prerenderingchange', () => setTimeout(tell, 3000))
localStorage.setItem('ahead', document.prerendering)`

const shop = await openShop({
  // Playwright switches the cache for the way back off.
  without: ['--disable-back-forward-cache'],
  storeDir: await makeStore({
    'index.html': storePage(`<h1>First</h1>${LISTED}`),
    'second.html': storePage('<h1>Second</h1>'),
    'barrio.json': JSON.stringify(storeFile({})),
    'start.html': storePage('<h1>Start</h1><script src="/start.js"></script>'),
    'start.js': PRERENDER,
    'ahead.html': storePage('<h1>Ahead</h1><script src="/ahead.js"></script>'),
    'ahead.js': AHEAD,
  }),
})

async function enter(campaigns = {}, { prepare, ...options } = {}) {
  const ana = await shop.newVisitor({ reducedMotion: 'reduce', ...options })
  await serveStoreFile(ana, storeFile(campaigns))
  if (prepare) await ana.context.addInitScript(prepare)
  await ana.page.goto('/')
  await ready(ana.page)
  return ana
}

const views = async (page) => (await recorded(page)).filter((name) => name === 'page_view').length

describe('one document', { concurrency: 2 }, () => {
  const withoutNavigation = () => Object.defineProperty(window, 'navigation', { value: undefined })

  for (const [name, prepare] of [['', undefined], [' where browsers have no Navigation API', withoutNavigation]]) {
    test(`another path or query is a view, a fragment or a state is none${name}`, async () => {
      const { page, leave } = await enter({}, { prepare })
      const after = async (change, number, what) => {
        await page.evaluate(change)
        // Longer than a page is given to settle.
        await delay(700)
        assert.equal(await views(page), number, what)
      }
      assert.equal(await views(page), 1)
      await after(() => history.pushState(null, '', '/list'), 2, 'pushState')
      await after(() => history.replaceState(null, '', '/list?color=red'), 3, 'replaceState with another query')
      await after(() => history.replaceState({ open: true }, '', location.href), 3, 'a state alone')
      await after(() => history.pushState(null, '', '#reviews'), 3, 'a fragment')
      await after(() => (location.hash = '#/p/1'), 3, 'a route in the fragment')
      await after(() => history.go(-3), 4, 'the way back')
      await after(() => barrio('page', { type: 'product' }), 5, 'asked for by the page')
      await leave()
    })
  }

  test('several addresses at once are one view', async () => {
    const { page, leave } = await enter()
    await page.evaluate(() => {
      for (const path of ['/a', '/b', '/c']) history.pushState(null, '', path)
    })
    await delay(700)
    assert.equal(await views(page), 2)
    assert.match((await call(page, 'explain')).visitor.page.path, /^\/c$/)
    await leave()
  })

  test('a delay that began on one page is cancelled by the next', async () => {
    const file = { greeting: { trigger: { on: 'page_view', after: '20s' }, audience: { 'page.path': '/' } } }
    const { page, leave } = await enter(file, { now: MORNING })
    await page.clock.fastForward(15_000)
    await page.evaluate(() => history.pushState(null, '', '/list'))
    await page.clock.fastForward(30_000)
    assert.ok(!(await messageAppears(page, { within: 1500 })))
    await leave()
  })
})

test("the visitor's country has its name in the page's language", async () => {
  const { page, leave } = await enter({}, { timezoneId: 'Europe/Madrid', locale: 'es-ES' })
  assert.equal((await call(page, 'explain')).visitor.country_name, 'Spain')
  await leave()
})

describe('the way back', () => {
  test('to a page kept by the browser is a view; it holds no campaign meanwhile, and holds it again', async () => {
    const { page, context, leave, problems } = await enter({ asked: { trigger: { on: 'manual' } } })
    await call(page, 'show', 'asked')
    await waitForMessage(page)
    const held = (page) => page.evaluate(async () => (await navigator.locks.query()).held.map(({ name }) => name))
    assert.deepEqual(await held(page), ['barrio:asked'])
    await page.evaluate(() => {
      window.kept = true
      location.href = '/second.html'
    })
    await page.waitForURL('**/second.html')
    await ready(page)
    assert.deepEqual(await held(page), [])
    assert.equal(await views(page), 2)
    await page.evaluate(() => history.back())
    await page.waitForFunction(() => window.kept)
    assert.ok(await eventually(async () => (await views(page)) === 3))
    assert.ok(await eventually(async () => (await held(page)).includes('barrio:asked')))
    assert.equal(context.pages().length, 1)
    assert.deepEqual(problems, [])
    await leave()
  })
})

/**
 * The shop without its policy, which forbids the page of the test to write down what is to be prerendered; and what
 * that page tells of itself: nobody else may look, since browsers prerender nothing for those that are watched.
 */
async function openProxy() {
  let hear
  const told = new Promise((resolve) => (hear = resolve))
  const server = createServer(async (request, answer) => {
    if (request.method === 'POST') {
      let words = ''
      for await (const chunk of request) words += chunk
      hear(JSON.parse(words))
      return answer.end()
    }
    const response = await fetch(new URL(request.url, shop.url))
    answer.writeHead(response.status, { 'content-type': response.headers.get('content-type') ?? 'text/plain' })
    answer.end(Buffer.from(await response.arrayBuffer()))
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  after(() => (server.closeAllConnections(), server.close()))
  return { url: `http://127.0.0.1:${server.address().port}`, told }
}

/** Opens an address in a browser that nobody watches. */
async function openAlone(url) {
  const profile = await mkdtemp(join(tmpdir(), 'barrio-profile-'))
  const agent = '--user-agent=Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36'
  const child = spawn(browserPath(), ['--headless', '--no-sandbox', ...FLAGS, agent, `--user-data-dir=${profile}`, url], { stdio: 'ignore' })
  const gone = new Promise((resolve) => child.once('exit', resolve))
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  after(async () => {
    kill()
    await gone
    await rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
  })
}

describe('a page made ready ahead', () => {
  test('counts nothing until it is asked for, and then once', async () => {
    const { url, told } = await openProxy()
    await openAlone(`${url}/start.html`)
    const { before, activated, visit } = await Promise.race([told, delay(30_000, {}, { ref: false })])
    assert.ok(activated > 0, 'the page was prerendered, and gone to')
    assert.equal(before.ahead, 'true', 'it ran before it was seen')
    assert.equal(JSON.parse(before.visit).times.page_view, 1)
    assert.equal(JSON.parse(visit).times.page_view, 2)
  })
})

describe('an automated browser', { concurrency: 2 }, () => {
  const greeting = { greeting: { trigger: 'page_view' } }
  const automated = () => Object.defineProperty(Navigator.prototype, 'webdriver', { get: () => true })

  test('says so by itself', async () => {
    const browser = await launchBrowser({ without: ['--disable-blink-features=AutomationControlled'] })
    after(() => browser.close())
    const ana = await newVisitor(browser, shop.url)
    await serveStoreFile(ana, storeFile(greeting))
    await ana.page.goto('/')
    assert.equal(await ana.page.evaluate(() => navigator.webdriver), true)
    await assertNobody(ana)
    await ana.leave()
  })

  /** Nothing is shown, counted or kept. */
  async function assertNobody({ page, problems }) {
    assert.equal((await call(page, 'explain')).bot, true)
    await call(page, 'track', 'add_to_cart', { value: 1 })
    assert.ok(!(await messageAppears(page, { within: 1500 })))
    assert.deepEqual(await keptKeys(page), [])
    assert.deepEqual(problems, [])
  }

  test('is a visitor where the page allows it', async () => {
    const ana = await enter({}, { prepare: automated })
    await assertNobody(ana)
    await ana.page.evaluate(async (config) => {
      barrio('destroy')
      const { init } = await import('/barrio/index.js')
      await init({ config, allowWebdriver: true })
    }, storeFile(greeting))
    await waitForMessage(ana.page)
    assert.ok((await keptKeys(ana.page)).length > 0)
    assert.equal(await ana.page.locator(HOST).count(), 1)
    await ana.leave()
  })
})
