// The opt-in's way to the CRM in one browser: where there is no network, out of a tab that is closed, and with two tabs.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventually, PATIENCE, waitForMessage } from '../browser/harness.mjs'
import { END } from './door.mjs'
import { call, keptKeys, PRODUCT, ready, received, SPAIN, subscribe } from '../browser/steps.mjs'

/** What an opt-in tells: who it is, that they opted in, and that this makes a potential customer of them. */
const ALL = ['identify', 'lifecycle_changed', 'opt_in']

/** Defines the tests; `open` gives a shop of the test's own, `press` is how visitors press something. */
export function delivery(open, press) {
  const visit = async (act) => {
    const shop = await open()
    try {
      const ana = await shop.newVisitor(SPAIN)
      await ana.page.goto(PRODUCT)
      await call(ana.page, 'show', 'newsletter')
      await waitForMessage(ana.page)
      await act(shop, ana)
    } finally {
      await shop.end()
    }
  }
  const optIn = ({ page }) => subscribe(page, 'ana@example.com', press)
  const sent = ({ door }) => door.requests.filter(({ path, cut }) => path === '/collect' && !cut)

  test('an opt-in without a network waits on the device, and arrives once when there is one', () =>
    visit(async (shop, ana) => {
      shop.door.shut(true)
      await optIn(ana)
      await ana.page.getByRole('heading', { name: 'Ya casi está' }).waitFor()
      assert.ok(await eventually(() => shop.door.requests.some(({ cut }) => cut), { within: PATIENCE }), 'it was tried')
      assert.ok((await waiting(ana.page)).length, 'it waits')
      assert.deepEqual(await received(shop), [])
      shop.door.shut(false)
      await ana.page.goto('/')
      await ready(ana.page)
      assert.ok(await eventually(async () => (await waiting(ana.page)).length === 0, { within: PATIENCE }), 'nothing waits any more')
      await assertOnce(shop)
      assert.equal(sent(shop).length, 1)
    }))

  test('a tab that is closed after the thanks has told the CRM, with nobody coming back', () =>
    visit(async (shop, ana) => {
      // The browser stays, with another tab that has nothing of the shop.
      await ana.context.newPage()
      await optIn(ana)
      await ana.page.getByRole('heading', { name: 'Ya casi está' }).waitFor()
      // As people close it, not as a process is killed.
      await ana.page.close({ runBeforeUnload: true })
      await assertOnce(shop)
    }))

  test('what is told as the page is left goes out by a beacon', () =>
    visit(async (shop, { page }) => {
      await call(page, 'consent', { analytics: true })
      await page.evaluate((end) => {
        window.barrio('dismiss')
        location.href = end
      }, END)
      const told = ({ event }) => event === 'campaign_dismissed'
      assert.ok(await eventually(async () => (await received(shop)).some(told), { within: PATIENCE }), 'the CRM has heard')
      const requests = sent(shop).filter(({ body }) => JSON.parse(body).batch.some(told))
      // A beacon is sent so, and a request that waits for an answer is not.
      assert.deepEqual(requests.map(({ mode }) => mode), ['no-cors'])
    }))

  test('two tabs send an opt-in once', () =>
    visit(async (shop, ana) => {
      const other = await ana.context.newPage()
      await other.goto('/')
      await ready(other)
      await optIn(ana)
      await assertOnce(shop)
      await other.reload()
      await ready(other)
      assert.ok(await eventually(async () => (await waiting(other)).length === 0, { within: PATIENCE }), 'nothing waits any more')
      const ids = sent(shop).flatMap(({ body }) => JSON.parse(body).batch.map(({ messageId }) => messageId))
      assert.equal(ids.length, ALL.length, 'nothing is sent twice')
      assert.equal(new Set(ids).size, ALL.length)
    }))
}

const waiting = async (page) => (await keptKeys(page)).filter((key) => key.startsWith('barrio:outbox/'))

/** Fails unless the CRM has Ana once, with one opt-in. */
async function assertOnce(shop) {
  const names = async () => (await received(shop)).map(({ event, type }) => event ?? type).sort()
  await eventually(async () => (await names()).length >= ALL.length, { within: PATIENCE })
  assert.deepEqual(await names(), ALL)
  const { contacts, total } = await shop.crm('contacts')
  assert.equal(total, 1)
  assert.equal(contacts[0].email, 'ana@example.com')
  assert.equal(contacts[0].subscriptions.length, 1)
}
