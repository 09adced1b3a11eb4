// All that is tried with one browser, on a desktop and on a phone.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { mainJob } from '../browser/main-job.mjs'
import { MORNING } from '../browser/steps.mjs'
import { entries, MOMENT } from '../browser/gallery.mjs'
import { BROWSERS, openBrowser, openShop, SIZES } from './browsers.mjs'
import { delivery } from './delivery.mjs'
import { gallery } from './gallery.mjs'

const messages = await entries()

/** Defines the tests of that browser; where it is not there, says so: at home it is passed over, elsewhere it is missed. */
export function everything(name) {
  const { needs, isThere, lacks } = BROWSERS[name]
  if (!isThere()) return missing(name, needs)
  for (const size of Object.keys(SIZES)) {
    describe(`${name}, ${size}`, () => {
      const context = { name, size, browser: shared(() => openBrowser(name, size)), touch: Boolean(SIZES[size].touch && !lacks.touch) }
      describe('main job', () => onArrival(context))
      describe('messages', () => inGallery(context))
      // How what is told arrives has nothing to do with the size of the screen.
      if (size === 'desktop') describe('delivery', () => delivery(() => openShop(context.browser, { now: MORNING }), click))
      if (SIZES[size].touch) fingers(context, lacks)
      if (SIZES[size].touch && lacks.mobile) test(`${name}: a phone’s own viewport`, { skip: lacks.mobile }, () => {})
    })
  }
}

function missing(name, needs) {
  const reason = `it is not installed; ${needs}`
  test(`everything in ${name}`, { skip: process.env.CI ? false : reason }, () => assert.fail(`${name}: ${reason}`))
}

const click = (locator) => locator.click()
const tap = (locator) => locator.tap()

/** What `open` gives, while the tests of this group run. */
function shared(open) {
  const thing = {}
  before(async () => void Object.assign(thing, await open()))
  after(() => thing.end?.())
  return thing
}

/** The gallery: each page is somebody's first. A desktop is used by keys, a phone by fingers. */
function inGallery({ name, size, browser, touch }) {
  const shop = shared(() => openShop(browser, { now: MOMENT, fresh: true }))
  gallery(shop, messages, { name, size, press: touch ? tap : click, keys: size === 'desktop' })
}

function onArrival({ name, size, browser, touch }) {
  const shop = shared(() => openShop(browser, { now: MORNING }))
  mainJob(shop, {
    device: touch ? 'mobile' : 'desktop',
    press: touch ? tap : click,
    // Chromium alone can be told where somebody comes from.
    ...(name !== 'chromium' && { arrive: (visitor, path) => arrive(shop, visitor, path) }),
    picture: `${name}-${size}-welcome`,
  })
}

/** By a link of another site. */
async function arrive({ door }, { page, requests }, path) {
  await page.goto(door.elsewhere + path)
  // What belongs to that site is not the shop's.
  requests.splice(0)
  await page.getByRole('link').click()
  return `${door.elsewhere}/`
}

function fingers({ name, browser }, { touch }) {
  test(`${name}: what is pressed is touched`, { skip: touch }, async () => {
    const shop = await openShop(browser)
    const { page } = await shop.newVisitor({})
    await page.goto('/')
    await page.evaluate(() => {
      window.felt = []
      addEventListener('pointerdown', ({ pointerType }) => felt.push(pointerType), true)
    })
    await page.getByRole('button').first().tap()
    assert.deepEqual(await page.evaluate(() => felt), ['touch'])
    assert.ok(await page.evaluate(() => navigator.maxTouchPoints > 0 && matchMedia('(pointer: coarse)').matches))
    await shop.end()
  })
}
