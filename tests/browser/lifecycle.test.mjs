// From the script tag, or the import, to `destroy()`: what barrio does to a page, and that it takes it back.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { eventually, HOST, openShop, waitForMessage } from './harness.mjs'
import { call, demoStoreFile, PRODUCT, recorded, SPAIN } from './steps.mjs'

const shop = await openShop()

/** Keeps what barrio could change, before anything on the page runs. */
function watch() {
  /** What is listened to, by target, event and listener. */
  const listeners = new Map()
  const { addEventListener, removeEventListener } = EventTarget.prototype
  const key = (target, type, listener, options) => {
    const capture = typeof options === 'object' ? options?.capture : options
    return JSON.stringify([id(target), type, id(listener), Boolean(capture)])
  }
  const ids = new Map()
  const id = (value) => ids.get(value) ?? (ids.set(value, ids.size), ids.size - 1)
  EventTarget.prototype.addEventListener = function (type, listener, options) {
    // Those of the shop's own scripts are the shop's affair.
    const ours = new Error().stack.includes('/barrio/index.js')
    if (ours && !options?.once) listeners.set(key(this ?? window, type, listener, options), this ?? window)
    return addEventListener.call(this ?? window, type, listener, options)
  }
  EventTarget.prototype.removeEventListener = function (type, listener, options) {
    listeners.delete(key(this ?? window, type, listener, options))
    return removeEventListener.call(this ?? window, type, listener, options)
  }
  const { pushState, replaceState } = history
  // Nothing reaches what is in the page no longer.
  const isThere = (target) => !(target instanceof Node) || target.isConnected
  window.before = {
    listeners: () => [...listeners].filter(([, target]) => isThere(target)).map(([name]) => name),
    isUntouched: () =>
      history.pushState === pushState && history.replaceState === replaceState &&
      !Object.hasOwn(history, 'pushState') && !Object.hasOwn(history, 'replaceState') &&
      dataLayer.push === Array.prototype.push && !Object.hasOwn(dataLayer, 'push'),
  }
}

/** As in browsers without the Navigation API. */
const withoutNavigation = () => Object.defineProperty(window, 'navigation', { value: undefined })

describe('destroy', { concurrency: 3 }, () => {
  for (const [name, prepare] of [['', undefined], [' where history itself had to be watched', withoutNavigation]]) {
    test(`leaves the page as it was${name}`, async () => {
      const ana = await shop.newVisitor(SPAIN)
      const { page } = ana
      await ana.context.addInitScript(watch)
      if (prepare) await ana.context.addInitScript(prepare)
      await page.goto(PRODUCT)
      await waitForMessage(page)
      assert.equal(await page.evaluate(() => before.isUntouched()), false, 'it watches')
      assert.ok(await page.evaluate(() => before.listeners().length > 0), 'it listens')
      await call(page, 'destroy')
      assert.equal(await page.locator(HOST).count(), 0)
      assert.equal(await page.evaluate(() => before.isUntouched()), true)
      assert.deepEqual(await page.evaluate(() => before.listeners()), [])
      await page.evaluate(() => {
        dataLayer.push({ event: 'add_to_cart', ecommerce: { items: [] } })
        history.pushState(null, '', '/elsewhere')
        barrio('track', 'later')
        barrio('show', 'newsletter')
      })
      await page.clock.fastForward(30_000)
      assert.equal(await page.locator(HOST).count(), 0, 'nothing comes back')
      assert.deepEqual(ana.problems, [])
      await ana.leave()
    })
  }

  test('gives the focus and the scrolling back', async () => {
    const ana = await shop.newVisitor(SPAIN)
    const { page } = ana
    await page.goto('/')
    const cart = page.locator('a.tool[href="/cart.html"]')
    await cart.focus()
    await waitForMessage(page)
    await call(page, 'destroy')
    assert.ok(await cart.evaluate((link) => link === document.activeElement))
    await page.mouse.wheel(0, 300)
    assert.ok(await eventually(() => page.evaluate(() => scrollY > 0)))
    await ana.leave()
  })
})

test('a page without a data layer has none afterwards', async () => {
  const ana = await openScratch('<p>A page</p>')
  await ana.page.evaluate(() => instance.track('a'))
  assert.ok(await ana.page.evaluate(() => Array.isArray(window.dataLayer)))
  await ana.page.evaluate(() => instance.destroy())
  assert.equal(await ana.page.evaluate(() => 'dataLayer' in window), false)
  await ana.leave()
})

test('the script tag twice makes one instance', async () => {
  const ana = await shop.newVisitor(SPAIN)
  const tag = '<script async src="/barrio/barrio.js" data-config="/barrio.json"></script>'
  await ana.context.route(`${shop.url}${PRODUCT}`, async (route) => {
    const response = await route.fetch()
    await route.fulfill({ response, body: (await response.text()).replace('</body>', `${tag}</body>`) })
  })
  await ana.page.goto(PRODUCT)
  assert.equal(await ana.page.locator('script[src="/barrio/barrio.js"]').count(), 2)
  await waitForMessage(ana.page)
  assert.equal(await ana.page.locator(HOST).count(), 1)
  assert.deepEqual((await recorded(ana.page)).filter((name) => name === 'view_item'), ['view_item'])
  assert.equal(ana.requests.filter(({ path }) => path === '/barrio.json').length, 1)
  await ana.leave()
})

/** A page that imports the module, under the shop's own strict policy; the instance is `instance`. */
async function openScratch(body, options = '{ config }') {
  const visitor = await shop.newVisitor(SPAIN)
  const config = JSON.stringify(await demoStoreFile())
  const script = `import { init } from '/barrio/index.js'\nconst config = ${config}\nwindow.init = init\nwindow.instance = await init(${options})`
  await visitor.context.route(`${shop.url}/scratch.*`, async (route) => {
    const isScript = route.request().url().endsWith('.js')
    const html = `<!doctype html><html lang="es"><link rel="icon" href="data:,"><title>Scratch</title><body>${body}<script type="module" src="/scratch.js"></script></body></html>`
    const response = await route.fetch({ url: `${shop.url}/help/shipping.html` })
    const headers = { ...response.headers(), 'content-type': isScript ? 'text/javascript' : 'text/html; charset=utf-8' }
    await route.fulfill({ headers, body: isScript ? script : html })
  })
  await visitor.page.goto('/scratch.html')
  await visitor.page.waitForFunction(() => window.instance)
  return visitor
}

describe('imported', { concurrency: 3 }, () => {
  test('with the store file as an object it welcomes, tells what happens, and answers', async () => {
    const ana = await openScratch('<h1>Hola</h1>')
    const { page } = ana
    await page.evaluate(() => {
      window.heard = []
      for (const name of ['shown', 'dismissed']) instance.on(name, ({ campaign }) => heard.push([name, campaign]))
    })
    const message = await waitForMessage(page)
    assert.equal(await message.getByRole('heading').innerText(), '¡Hola! Enviamos a España')
    await message.getByRole('button', { name: 'Seguir mirando' }).click()
    assert.deepEqual(await page.evaluate(() => heard), [['shown', 'welcome-abroad'], ['dismissed', 'welcome-abroad']])
    const { visit, times } = await page.evaluate(() => ({ visit: instance.export().visit, times: instance.export().visit.times }))
    assert.deepEqual([visit.number, times.page_view], [1, 1])
    assert.equal(ana.requests.filter(({ path }) => path === '/barrio.json').length, 0)
    assert.deepEqual(ana.problems, [])
    await ana.leave()
  })

  test('a second init gives the same instance, and one after destroy a new one', async () => {
    const { page, leave } = await openScratch('<h1>Hola</h1>')
    assert.ok(await page.evaluate(async () => (await init({ config: {} })) === instance))
    await page.evaluate(() => instance.destroy())
    assert.ok(await page.evaluate(async () => (window.second = await init({ config: { version: 1, campaigns: [] } })) !== instance))
    assert.equal(await page.evaluate(async () => (await second.explain()).campaigns.length), 0)
    await leave()
  })

  test('with storage in memory the device keeps nothing', async () => {
    const { page, leave } = await openScratch('<h1>Hola</h1>', `{ config, storage: 'memory' }`)
    await page.evaluate(() => instance.track('add_to_cart', { value: 1 }))
    assert.equal(await page.evaluate(() => instance.export().visit.times.add_to_cart), 1)
    assert.deepEqual(await page.evaluate(() => Object.keys(localStorage)), [])
    await leave()
  })
})
