// An opt-in is never lost, and never counted twice: tabs that close, a CRM that is blocked, busy or gone.
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { eventually, PATIENCE, startServer, waitForMessage } from './harness.mjs'
import { call, keptKeys, PRODUCT, received, ready, SPAIN, subscribe } from './steps.mjs'
import { launchBrowser, newVisitor } from './visitor.mjs'

const browser = await launchBrowser()
const servers = []
after(async () => {
  await browser.close()
  await Promise.all(servers.map(({ stop }) => stop()))
})

async function serve(options) {
  const server = await startServer(options)
  servers.push(server)
  return server
}

/** A shop with a database of the test's own, and Ana before the form. */
async function openForm() {
  const shop = await serve()
  const ana = await newVisitor(browser, shop.url, SPAIN)
  await ana.page.goto(PRODUCT)
  await call(ana.page, 'show', 'newsletter')
  await waitForMessage(ana.page)
  return { shop, ana }
}

const waiting = async (page) => (await keptKeys(page)).filter((key) => key.startsWith('barrio:outbox/'))

/** The shop again in a new tab of the same browser: whatever waited is sent. */
async function reopen({ context }) {
  const page = await context.newPage()
  await page.goto('/')
  await ready(page)
  assert.ok(await eventually(async () => (await waiting(page)).length === 0, { within: PATIENCE }), 'nothing waits any more')
  return page
}

/** Fails unless the CRM has Ana once, with one opt-in. */
async function assertOnce(shop) {
  assert.ok(await eventually(async () => (await received(shop)).length > 0, { within: PATIENCE }))
  // Who it is, that they opted in, and that this makes a potential customer of them.
  const all = ['identify', 'lifecycle_changed', 'opt_in']
  const names = async () => (await received(shop)).map(({ event, type }) => event ?? type).sort()
  await eventually(async () => (await names()).length >= all.length, { within: PATIENCE })
  assert.deepEqual(await names(), all)
  const { contacts, total } = await shop.crm('contacts')
  assert.equal(total, 1)
  assert.equal(contacts[0].email, 'ana@example.com')
  assert.equal(contacts[0].subscriptions.length, 1)
}

/** Answers for the CRM, and counts how often it was asked. */
async function intercept({ context }, answer) {
  const asked = []
  const handler = (route) => (asked.push(route.request().postData()), answer(route))
  await context.route('**/collect', handler)
  return { asked, end: () => context.unroute('**/collect', handler) }
}

describe('an opt-in', { concurrency: 4 }, () => {
  test('survives a tab that is closed at once', async () => {
    const { shop, ana } = await openForm()
    await subscribe(ana.page, 'ana@example.com')
    await ana.page.close({ runBeforeUnload: false })
    await reopen(ana)
    await assertOnce(shop)
  })

  test('survives a closed tab without having left it, and goes out at the next visit', async () => {
    const { shop, ana } = await openForm()
    const blocked = await intercept(ana, (route) => route.abort())
    await subscribe(ana.page, 'ana@example.com')
    // What a page sends while it is closed cannot be held up here: the first try comes before.
    assert.ok(await eventually(() => blocked.asked.length, { within: PATIENCE }))
    await ana.page.close({ runBeforeUnload: false })
    assert.deepEqual(await received(shop), [], 'nothing has got through')
    await blocked.end()
    await reopen(ana)
    await assertOnce(shop)
  })

  test('survives the end of the browser', async () => {
    const { shop, ana } = await openForm()
    await intercept(ana, (route) => route.abort())
    await subscribe(ana.page, 'ana@example.com')
    assert.ok((await eventually(() => waiting(ana.page))).length)
    const storageState = await ana.leave()
    const again = await newVisitor(browser, shop.url, { ...SPAIN, storageState })
    await reopen(again)
    await assertOnce(shop)
  })

  test('is sent again, and the thanks come at once, while the CRM is busy', async () => {
    const { shop, ana } = await openForm()
    const busy = await intercept(ana, (route) => route.fulfill({ status: 503, body: 'busy' }))
    await subscribe(ana.page, 'ana@example.com')
    await ana.page.getByRole('heading', { name: 'Ya casi está' }).waitFor()
    assert.ok(await eventually(() => busy.asked.length >= 2, { within: PATIENCE }), 'it is tried again')
    assert.ok((await waiting(ana.page)).length)
    await busy.end()
    assert.ok(await eventually(async () => (await waiting(ana.page)).length === 0, { within: PATIENCE }))
    await assertOnce(shop)
    const ids = busy.asked.map((body) => JSON.parse(body).batch.map(({ messageId }) => messageId))
    assert.deepEqual(new Set(ids.flat()).size, 3, 'they are the same three messages each time')
  })

  test('is counted once where the answer of the CRM was lost', async () => {
    const { shop, ana } = await openForm()
    const cut = await intercept(ana, async (route) => {
      await route.fetch()
      await route.abort('connectionreset')
    })
    await subscribe(ana.page, 'ana@example.com')
    assert.ok(await eventually(async () => (await received(shop)).length > 0), 'the CRM has it')
    await cut.end()
    await reopen(ana)
    await assertOnce(shop)
  })

  test('reaches the server that comes after the one that is gone', async () => {
    const { shop, ana } = await openForm()
    await shop.stop()
    await subscribe(ana.page, 'ana@example.com')
    await ana.page.getByRole('heading', { name: 'Ya casi está' }).waitFor()
    await ana.page.close({ runBeforeUnload: false })
    const back = await serve({ port: Number(new URL(shop.url).port) })
    await reopen(ana)
    await assertOnce(back)
  })
})
