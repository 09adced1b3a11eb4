// Who the visitor is: where from, whether for the first time, with what in the cart; each meets other words.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { eventually, HOST, messageAppears, openShop, PATIENCE, screenshot, settled, waitForMessage } from './harness.mjs'
import { addToCart, call, CHICAGO, MEXICO, PRODUCT, SPAIN } from './steps.mjs'

const shop = await openShop()
const DAY = 86_400_000

const heading = async (page) => (await waitForMessage(page)).getByRole('heading').innerText()
const bannerText = (page) => page.locator(`${HOST} section:not([inert]) .content`).innerText()

describe('a first visit', { concurrency: 4 }, () => {
  test('from Mexico City names Mexico, in Spanish, and somebody who is awake', async () => {
    const diego = await shop.newVisitor({ ...MEXICO, now: '2026-11-22T22:30:00Z' })
    await diego.page.goto('/')
    assert.equal(await heading(diego.page), '¡Hola! Enviamos a México')
    const agent = (await waitForMessage(diego.page)).locator('.agent strong')
    assert.equal(await agent.innerText(), 'Marcos')
    await diego.leave()
  })

  test('from Berlin is in English where the store has no German', async () => {
    const lena = await shop.newVisitor({ ...SPAIN, locale: 'de-DE', timezoneId: 'Europe/Berlin' })
    await lena.page.goto('/')
    assert.equal(await heading(lena.page), 'Hello! We ship to Germany')
    await lena.leave()
  })

  test('of somebody who speaks Spanish in Chicago is not one from abroad', async () => {
    const luis = await shop.newVisitor({ ...CHICAGO, locale: 'es-US' })
    await luis.page.goto('/')
    await call(luis.page, 'export')
    assert.equal(await messageAppears(luis.page, { within: 4000 }), false)
    await luis.leave()
  })

  test('is from where the page says, whatever the browser says', async () => {
    const ana = await shop.newVisitor(SPAIN)
    await ana.context.route(`${shop.url}/`, async (route) => {
      const response = await route.fetch()
      const html = (await response.text()).replace('data-config=', 'data-country="PT" data-config=')
      await route.fulfill({ response, body: html })
    })
    await ana.page.goto('/')
    assert.equal(await heading(ana.page), '¡Hola! Enviamos a Portugal')
    const { visitor } = await call(ana.page, 'explain')
    assert.deepEqual([visitor.country, visitor.country_source], ['PT', 'host'])
    await ana.leave()
  })
})

describe('a later visit', { concurrency: 3 }, () => {
  test('after four days brings the banner, in place of the welcome', async () => {
    const ana = await shop.newVisitor(SPAIN)
    await ana.page.goto('/')
    await (await waitForMessage(ana.page)).getByRole('button', { name: 'Seguir mirando' }).click()
    const storageState = await ana.leave()
    const now = new Date(Date.parse(SPAIN.now) + 4 * DAY)
    const back = await shop.newVisitor({ ...SPAIN, now, storageState })
    await back.page.goto('/')
    await waitForMessage(back.page)
    await settled(back.page)
    await screenshot(back.page, 'welcome-back')
    assert.match(await bannerText(back.page), /¡Qué bien verte otra vez! El envío a España sigue con un 40\u00a0%/)
    assert.equal(await back.page.getByRole('dialog').count(), 0)
    await back.leave()
  })

  test('on the next page of the same visit nothing is said twice', async () => {
    const ana = await shop.newVisitor(SPAIN)
    await ana.page.goto('/')
    await (await waitForMessage(ana.page)).getByRole('button', { name: 'Seguir mirando' }).click()
    await ana.page.goto(PRODUCT)
    await call(ana.page, 'export')
    assert.equal(await messageAppears(ana.page, { within: 4000 }), false)
    await ana.leave()
  })

  test('the bar of the demonstration shows the same two', async () => {
    const guest = await shop.newVisitor()
    const { page } = guest
    const visitAs = async (name, kind) => {
      await page.getByRole('button', { name: /^Demo/ }).click()
      await page.getByRole('radio', { name }).check()
      await page.getByRole('button', { name: kind }).click()
    }
    await page.goto('/')
    await visitAs(/^Ana, from Madrid/, 'First visit')
    assert.equal(await heading(page), '¡Hola! Enviamos a España')
    await page.keyboard.press('Escape')
    await visitAs(/^Ana, from Madrid/, 'Back after four days')
    await page.locator(`${HOST} section`, { hasText: 'Qué bien verte otra vez' }).waitFor()
    await visitAs(/^Emma, from Chicago/, 'First visit')
    await call(page, 'export')
    assert.equal(await messageAppears(page, { within: 4000 }), false)
    await guest.leave()
  })
})

test('what goes into the cart brings the banner about duties, through the data layer alone', async () => {
  const ana = await shop.newVisitor(SPAIN)
  const { page } = ana
  await page.goto(PRODUCT)
  await (await waitForMessage(page)).getByRole('button', { name: 'Seguir mirando' }).click()
  await addToCart(page)
  // Not at once: the store leaves a minute between two messages.
  const { campaigns } = await call(page, 'explain', 'cart-abroad')
  assert.equal(campaigns[0].shown, false)
  await page.clock.fastForward(61_000)
  assert.ok(await eventually(() => page.locator(`${HOST} section:not([inert])`).count(), { within: PATIENCE }))
  assert.match(await bannerText(page), /Los aranceles e impuestos de España se ven antes de pagar/)
  await ana.leave()
})
