// People who come again: one device over many visits, each at its own time, and what they do in the shop's own words.
import assert from 'node:assert/strict'
import { eventually, HOST, PATIENCE } from './harness.mjs'
import { addToCart, call, PRODUCT, ready } from './steps.mjs'

const DAY = 86_400_000
const HOUR = 3_600_000
const MINUTE = 60_000
/** A Sunday morning, on which Lucía is on duty in Madrid. */
const BEGIN = Date.parse('2026-11-22T10:00:00Z')
/** How far apart the demo's store file keeps its messages, and how many it allows in a visit. */
const GAP = MINUTE
const PER_VISIT = 3

/** What is to be seen of a campaign. */
export const messageOf = (page, id) => page.locator(`${HOST} [data-campaign="${id}"]:not([inert])`)

/** Lets the page's clock go on, and waits for a message. */
export async function comes(page, id, after = 4000) {
  await ready(page)
  await page.clock.fastForward(after)
  const message = messageOf(page, id)
  await message.waitFor()
  return message
}

export const press = (message, name) => message.getByRole('button', { name, exact: true }).click()

/** Somebody with a device of their own. `visit` is one visit of theirs, on that day after the first. */
export function somebody(shop, who, { asked = [] } = {}) {
  let storageState
  return {
    /**
     * Goes to `path`, lets `act` happen, and waits two minutes more. `shown` are the campaigns that this visit has
     * shown, in their order, and no others.
     */
    async visit(day, { shown, path = '/', act = async () => {} }) {
      const now = BEGIN + day * DAY + (day && HOUR)
      const visitor = await shop.newVisitor({ ...who, now, storageState })
      const { page } = visitor
      const loaded = loads(page)
      await page.goto(path)
      await ready(page)
      await act(page, visitor)
      await ready(page)
      for (const wait of [35_000, 35_000, 50_000]) {
        await page.clock.fastForward(wait)
        await loaded()
      }
      await said(page)
      const times = await shownSince(page, now)
      assert.deepEqual(times.map(([id]) => id), shown, `on day ${day}`)
      assertCalm(times.filter(([id]) => !asked.includes(id)), day)
      assert.deepEqual(visitor.problems, [], `on day ${day}`)
      storageState = await visitor.leave()
    },
  }
}

/** What a page loads takes real time, whatever its clock says: the function waits until nothing is on its way. */
function loads(page) {
  const onTheirWay = new Set()
  page.on('request', (request) => request.method() === 'GET' && onTheirWay.add(request))
  for (const end of ['requestfinished', 'requestfailed']) page.on(end, (request) => onTheirWay.delete(request))
  return async () => {
    await new Promise((resolve) => setTimeout(resolve, 100))
    await eventually(() => onTheirWay.size === 0, { within: PATIENCE })
  }
}

/** One budget: so many messages in a visit, and a pause between any two. */
function assertCalm(times, day) {
  assert.ok(times.length <= PER_VISIT, `on day ${day}: ${times}`)
  times.slice(1).forEach(([id, time], place) => {
    assert.ok(time - times[place][1] >= GAP, `on day ${day}, ${id} comes ${time - times[place][1]} ms after the one before`)
  })
}

/** Which campaigns were shown since then, and when, by what the device remembers. */
async function shownSince(page, since) {
  const records = Object.entries(await call(page, 'export')).filter(([key]) => key.startsWith('campaign/'))
  const times = records.flatMap(([key, { shown = [] }]) => shown.map((time) => [key.slice('campaign/'.length), time]))
  return times.filter(([, time]) => time >= since).sort(([, one], [, other]) => one - other)
}

/** Waits until the CRM has had all that is told. */
async function said(page) {
  const nothingWaits = async () => {
    await page.clock.runFor(1000)
    return !Object.keys(await call(page, 'export')).some((key) => key.startsWith('outbox/'))
  }
  assert.ok(await eventually(nothingWaits), 'the CRM has everything')
}

/** What `explain()` says of a program. */
export const programOf = async (page, id) => (await call(page, 'explain')).programs.find(({ program }) => program === id)

/** Everything the CRM has of this person's device, oldest first. */
export async function heardOf(shop, email) {
  const all = []
  for (let offset = 0; ; offset += 200) {
    const { events } = await shop.crm(`events?limit=200&offset=${offset}`)
    all.push(...events)
    if (events.length < 200) break
  }
  const own = all.find(({ event, properties }) => event === 'opt_in' && properties.email === email)
  return all.filter(({ anonymous_id: id }) => id === own?.anonymous_id).reverse()
}

/** Of a program: each status with its step. */
export const courseOf = (events, program) =>
  events
    .filter(({ event, properties }) => event === 'program_step' && properties.program === program)
    .map(({ properties: { status, step } }) => [status, step].filter(Boolean).join(' '))

/** Puts a parka into the cart and goes to the first page of the checkout. */
export async function beginCheckout(page) {
  await page.goto(PRODUCT)
  await ready(page)
  await addToCart(page)
  await page.goto('/checkout/contact.html')
  await ready(page)
}

/** Says where it goes, which leads to the page after it. */
export async function giveAddress(page, country) {
  const address = { email: 'robin@example.com', firstName: 'Robin', lastName: 'Field', address: '1 Main Street', city: 'Springfield', postalCode: '12345' }
  for (const [name, value] of Object.entries(address)) await page.locator(`[name=${name}]`).fill(value)
  await page.locator('[name=country]').selectOption(country)
  await page.getByRole('button', { name: 'Continue to delivery' }).click()
  await page.waitForURL('**/checkout/delivery.html')
  await ready(page)
}

/** Buys it, page by page, as the shop lets people do it. */
export async function buy(page, country = 'US') {
  await beginCheckout(page)
  await giveAddress(page, country)
  await page.getByRole('button', { name: 'Continue to payment' }).click()
  await page.waitForURL('**/checkout/payment.html')
  await page.getByRole('button', { name: 'Fill in a test card' }).click()
  await page.getByRole('button', { name: 'Place the order' }).click()
  await page.waitForURL('**/order-placed.html')
  await ready(page)
}
