// What the messages do to the page: nothing moves when they come, and nothing of them is left when they have gone.
import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { eventually, HOST, openShop } from './harness.mjs'
import { appears, enterGallery, entries, galleryFile, messageOf, PHONE, pool, still } from './gallery.mjs'
import { call, ready } from './steps.mjs'

const shop = await openShop()
const all = await entries()

/** The one format that is there to move the page. */
const isPushing = ({ id }) => id === 'banner-push'

/** Keeps every layout shift that no press of the visitor has caused, with what moved. */
function watchShifts() {
  window.shifts = []
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput, sources } of list.getEntries()) {
      if (value && !hadRecentInput) shifts.push({ value, what: sources.map(({ node }) => node?.id || node?.className || node?.nodeName || 'something of ours') })
    }
  }).observe({ type: 'layout-shift', buffered: true })
}

describe('no message moves the page', () => {
  const found = new Map(all.map(({ name }) => [name, []]))

  before(() =>
    pool([{}, PHONE], async (screen) => {
      // Here what moves is to move.
      const visitor = await enterGallery(shop, { ...screen, reducedMotion: 'no-preference', moment: null })
      await visitor.context.addInitScript(watchShifts)
      for (const entry of all) found.get(entry.name).push(...(await shiftsOf(visitor, entry)))
      await visitor.leave()
    }),
  )

  async function shiftsOf({ page, lang }, entry) {
    await page.goto(`/gallery?lang=${lang}&show=`)
    await ready(page)
    await still(page)
    await page.waitForTimeout(60)
    // What the page did while it was loading is its own affair.
    await page.evaluate(() => (shifts.length = 0))
    await call(page, 'show', entry.id)
    await appears(page, entry)
    await still(page)
    await entry.use?.(messageOf(page, entry.id), page)
    await page.waitForTimeout(120)
    await call(page, 'dismiss', entry.id)
    await still(page)
    await page.waitForTimeout(60)
    return page.evaluate(() => shifts)
  }

  for (const entry of all) {
    test(entry.name, () => {
      if (isPushing(entry)) assert.ok(found.get(entry.name).length > 0, 'it makes room for itself, and that is seen here')
      else assert.deepEqual(found.get(entry.name), [])
    })
  }
})

describe('destroy', () => {
  test('leaves no node, no style and no listener of any message', async () => {
    const ana = await enterGallery(shop)
    const { page, context } = ana
    // The script tag would have changed the page before it is looked at.
    await page.route('**/barrio/barrio.js', (route) => route.abort())
    await page.goto('/gallery?show=')
    await still(page)
    const devtools = await context.newCDPSession(page)
    const before = await state(page, devtools)
    const { campaigns } = await galleryFile()
    for (const campaign of campaigns) {
      const { id } = campaign
      await page.evaluate(async (id) => {
        const { init } = await import('/barrio/index.js')
        window.instance = await init({ config: '/gallery.json' })
        instance.show(id)
      }, id)
      await appears(page, campaign)
      assert.notDeepEqual((await state(page, devtools)).html, before.html, `${id} is there`)
      await page.evaluate(() => instance.destroy())
      const after = await eventually(async () => {
        const now = await state(page, devtools)
        return JSON.stringify(now) === JSON.stringify(before) && now
      }, { within: 1000 })
      assert.deepEqual(after || (await state(page, devtools)), before, `after ${id}`)
    }
    await ana.leave()
  })

  test('in the middle of an animation, and from inside a message, leaves nothing either', async () => {
    const ana = await enterGallery(shop, { reducedMotion: 'no-preference' })
    const { page } = ana
    await page.goto('/gallery?show=')
    await ready(page)
    for (const id of ['modal', 'card', 'inline', 'tour']) await call(page, 'show', id)
    await messageOf(page, 'modal').waitFor()
    await messageOf(page, 'modal').locator('.close').focus()
    await call(page, 'destroy')
    await page.waitForTimeout(400)
    assert.equal(await page.locator(HOST).count(), 0)
    assert.equal(await page.evaluate(() => document.adoptedStyleSheets.length), 0)
    assert.equal(await page.evaluate(() => document.activeElement === document.body), true)
    assert.deepEqual(ana.problems, [])
    await ana.leave()
  })
})

/** What a message could leave behind: every node with its attributes, style sheets, listeners of what it could listen to. */
async function state(page, devtools) {
  const [html, sheets] = await page.evaluate(() => [document.documentElement.outerHTML, document.adoptedStyleSheets.length])
  const listeners = {}
  const targets = ['window', 'document', 'visualViewport', 'document.documentElement', 'document.body', ...['#scene-price', '#scene-sizes', '#scene-add', '#scene-picture', '#scene-inline', 'size-guide'].map((selector) => `document.querySelector('${selector}')`), `document.querySelector('size-guide').shadowRoot`]
  for (const expression of targets) {
    const { result } = await devtools.send('Runtime.evaluate', { expression, objectGroup: 'state' })
    const { listeners: found } = await devtools.send('DOMDebugger.getEventListeners', { objectId: result.objectId })
    listeners[expression] = found.map(({ type, useCapture }) => `${type}${useCapture ? ' captured' : ''}`).sort()
  }
  await devtools.send('Runtime.releaseObjectGroup', { objectGroup: 'state' })
  return { html, sheets, listeners }
}
