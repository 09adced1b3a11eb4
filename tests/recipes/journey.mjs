// What must hold on every platform: somebody from Spain looks at a product, buys it, logs in and logs out.
import assert from 'node:assert/strict'
import { PATIENCE, axe, eventually as asked, settled } from '../browser/harness.mjs'
import { call, ready } from '../browser/steps.mjs'

/** Asks as long as a page may take: a busy machine needs more, and says so. */
const eventually = (check) => asked(check, { within: PATIENCE })

const showing = (page, id) => page.locator(`barrio-root [data-campaign="${id}"]:not([inert])`)

export const explain = (page) => call(page, 'explain')

/** What is recorded on the device of this name, oldest first: the properties of each event. */
export async function journal(page, event) {
  const records = Object.entries(await call(page, 'export'))
  const all = records.filter(([key]) => key.startsWith('journal/')).flatMap(([, events]) => events)
  return all.filter(([, name]) => name === event).map(([, , properties]) => properties)
}

/** Waits until events of this name are recorded, as many as said, and gives the properties of the last. */
export async function assertTold(page, event, times = 1) {
  await eventually(async () => (await journal(page, event)).length >= times)
  const told = await journal(page, event)
  assert.equal(told.length, times, `${event} is told ${times} time(s): ${JSON.stringify(told)}`)
  return told.at(-1)
}

/** The event says of its one item what the shop says of it. */
export function assertItem(properties, { id, price, currency, quantity }) {
  const [item, ...others] = properties.items ?? [properties]
  assert.deepEqual(others, [])
  assert.equal(String(item.item_id), id)
  assert.equal(Number(item.price), price)
  assert.equal(properties.currency ?? item.currency, currency)
  if (quantity) assert.equal(Number(item.quantity ?? 1), quantity)
}

/** The message is there, and axe-core finds nothing wrong with it. */
export async function assertMessage(page, id) {
  await showing(page, id).waitFor()
  await settled(page)
  assert.deepEqual(await axe(page, 'barrio-root'), [])
}

/** barrio runs once on this page, and takes the visitor for somebody from Spain because the page said so. */
export async function assertStarted({ page, requests }) {
  await ready(page)
  const { visitor, budget } = await explain(page)
  assert.deepEqual([visitor.country, visitor.country_source], ['ES', 'host'], 'the country is the one that the platform told')
  assert.equal(requests.filter(({ path }) => /\/index\.js$/.test(path)).length, 1, 'the module is loaded once')
  assert.equal(await page.locator('barrio-root').count(), 1)
  assert.equal(visitor['visit.pages'] ?? visitor.visit.pages, 1, 'the page is counted once')
  return budget
}

/** Looks at the product and puts it into the cart: both are recorded, and barrio speaks at each. */
export async function lookAndAdd(visitor, item) {
  const { page } = visitor
  await page.goto('/parka')
  await assertStarted(visitor)
  await assertMessage(page, 'welcome')
  assertItem(await assertTold(page, 'view_item'), item)
  await page.getByRole('button', { name: 'Add to cart' }).click()
  assertItem(await assertTold(page, 'add_to_cart'), item)
  await assertMessage(page, 'cart')
}

/** The same, and buys it by the links of a shop whose router changes the page without loading another. */
export async function buyByRouter(visitor, item) {
  const { page } = visitor
  const assertPages = async (count) => {
    const pages = async () => (await explain(page)).visitor.visit.pages
    assert.ok(await eventually(async () => (await pages()) === count), `each page is a page view: ${await pages()} and not ${count}`)
  }
  await lookAndAdd(visitor, item)
  await page.evaluate(() => (window.stays = true))
  await page.getByRole('link', { name: 'Checkout' }).click()
  await page.getByRole('heading', { name: 'Checkout' }).waitFor()
  assertItem(await assertTold(page, 'begin_checkout'), item)
  // A page that is left within a quarter of a second was on the way to another; nobody reads a checkout that fast.
  await assertPages(2)
  await page.getByRole('link', { name: 'Pay' }).click()
  await page.getByRole('heading', { name: 'Thanks' }).waitFor()
  assertItem(await assertTold(page, 'purchase'), item)
  const { orders, cart } = (await explain(page)).visitor
  assert.deepEqual([orders.count, cart.value], [1, 0])
  await assertPages(3)
  assert.equal(await page.evaluate(() => window.stays), true, 'the router changed the page, and barrio went on')
}

/** The customer is known here and, with everything that they did before, in the CRM. */
export async function assertKnown(shop, page, { id, traits }) {
  const known = await eventually(async () => (await call(page, 'export')).person?.user_id === id)
  assert.ok(known, `barrio knows customer ${id}: ${JSON.stringify((await call(page, 'export')).person)}`)
  const { visitor } = await explain(page)
  for (const [name, value] of Object.entries(traits)) assert.equal(visitor.customer[name], value, name)
  const identified = async () => (await shop.crm('events?limit=200')).events.find(({ type, user_id }) => type === 'identify' && user_id === id)
  assert.ok(await eventually(identified), 'the CRM hears who it is')
}

/** Whoever it was has gone, and with them what they did. */
export async function assertGone(page, traits) {
  await ready(page)
  assert.ok(await eventually(async () => !(await call(page, 'export')).person?.user_id), 'nobody is known')
  const { visitor } = await explain(page)
  for (const name of Object.keys(traits)) assert.equal(visitor.customer?.[name], undefined, name)
  assert.deepEqual(await journal(page, 'purchase'), [])
}

/** Nothing is wrong on any page so far. */
export const assertQuiet = ({ problems }) => assert.deepEqual(problems, [])
