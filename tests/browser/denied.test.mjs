// Everything denied, over every message of the gallery and every control in it: nothing is kept on the device, and
// nothing is sent but what the visitor sends, with nothing in it but what they gave and saw.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { enterGallery, entries, galleryFile, messageOf, pool, present } from './gallery.mjs'
import { eventually, openShop } from './harness.mjs'
import { call, kept, NOTHING, received } from './steps.mjs'

/** What somebody does in order to tell the store. */
const ACTS = ['chat_started', 'erasure_request', 'feedback', 'generate_lead', 'opt_in', 'opt_out', 'preferences']
/** What may stand in such a message beside the answers themselves. */
const CONTEXT = ['library', 'locale', 'page']
const PAGE = ['path', 'title', 'url']
/** Known to the page, and to nobody else. */
const SECRET = 'of-no-concern'
const CONTROLS = 'button, [type=submit], a[href]'

const shop = await openShop()
const gallery = await galleryFile()
/** Each message as it comes, and those states of it that have other controls. */
const STATES = ['card-teaser-closed', 'chat-away', 'hotspot-open', 'survey-why', 'teaser-tab']
const all = (await entries()).filter(({ id, name }) => name === id || STATES.includes(name))
gallery.consent = { default: 'denied' }

/** What a visitor has done before: much to tell, if anybody may. */
async function live(page) {
  await call(page, 'identify', SECRET, { name: SECRET })
  await call(page, 'track', 'view_item', { item_category: SECRET })
}

/** Fills in whatever stands in a message, but agrees to nothing: that would be a yes. */
async function fillIn(message) {
  await message.evaluate((root) => {
    const told = { email: 'ana@example.com', tel: '+34 600 000 000', date: '2026-12-24' }
    for (const field of root.querySelectorAll('input, select, textarea')) {
      if (field.name.startsWith('consent') || field.name === 'barrio_hp' || field.type === 'checkbox') continue
      if (field.type === 'radio') field.click()
      else if (field.localName === 'select') field.selectedIndex = field.options.length - 1
      else field.value = told[field.type] ?? 'x'
      field.dispatchEvent(new Event('input', { bubbles: true, composed: true }))
    }
  })
}

/** Uses one control of a message on a page of its own; says how many there are. */
async function use(ana, entry, at) {
  const { page } = ana
  const message = await present(ana, entry)
  await live(page)
  await fillIn(message)
  const controls = message.locator(CONTROLS)
  const count = await controls.count()
  const control = controls.nth(at)
  // A link leads away, and what is not to be seen is not to be used.
  if (at < count && (await control.isVisible()) && (await control.getAttribute('href')) == null) {
    await control.click({ timeout: 2000 }).catch(() => {})
  }
  assert.deepEqual(await kept(page), NOTHING, `${entry.name}, control ${at}`)
  return count
}

const ana = await enterGallery(shop, { moment: null })
await ana.context.route('**/gallery.json', (route) => route.fulfill({ json: gallery }))

test('no control of any message leaves anything on the device', { timeout: 300_000 }, async () => {
  await ana.page.close()
  const used = {}
  await pool(all, async (entry) => {
    const page = await ana.context.newPage()
    const visitor = { ...ana, page }
    let count = 1
    for (let at = 0; at < count; at++) count = await use(visitor, entry, at)
    used[entry.name] = count
    // What waits for company is sent when the page is left.
    await page.goto('about:blank')
    await page.close()
  })
  const without = Object.keys(used).filter((name) => !used[name])
  // A hotspot has its dot, which is no control of what it says; that is read, and closed by leaving it.
  // Two are tried at once, and end in any order.
  assert.deepEqual(without.sort(), ['hotspot', 'hotspot-open'])
  assert.equal(Object.keys(used).length, all.length)
})

test('and nothing is sent but what is sent on purpose', async () => {
  const posts = ana.requests.filter(({ method }) => method !== 'GET')
  assert.deepEqual(new Set(posts.map(({ path }) => path)), new Set(['/collect']))
  await eventually(async () => (await received(shop)).length > 0)
  const events = await received(shop)
  const names = new Set(events.map(({ event }) => event))
  for (const name of names) assert.ok(ACTS.includes(name), name)
  // Were there none, this would prove nothing.
  for (const name of ['feedback', 'preferences', 'opt_out', 'generate_lead']) assert.ok(names.has(name), `no ${name}`)
  for (const { event, message_id, anonymous_id, user_id, properties, context } of events) {
    assert.equal(user_id, null)
    assert.equal(anonymous_id, properties.response ?? message_id, `${event} has an id that joins nothing`)
    assert.deepEqual(Object.keys(context).sort(), CONTEXT, event)
    assert.ok(Object.keys(context.page).every((name) => PAGE.includes(name)), event)
    assert.ok(!('interests' in properties))
  }
  assert.ok(!JSON.stringify(events).includes(SECRET), 'nothing of what was done before')
})

test('what the visitor erases is erased without a trace', async () => {
  const page = await ana.context.newPage()
  await page.goto('/gallery')
  await live(page)
  await call(page, 'forget', { tell: true })
  assert.deepEqual(await kept(page), NOTHING)
  assert.equal(await messageOf(page, 'modal').count(), 0)
})
