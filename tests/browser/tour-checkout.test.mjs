// The tour of the shop: from a product over the cart to the checkout, three pages, with a reload in the middle.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { eventually, openShop } from './harness.mjs'
import { messageOf } from './gallery.mjs'
import { CHICAGO, PRODUCT, ready } from './steps.mjs'

const shop = await openShop()
const TOUR = 'how-to-order'

const screens = [
  ['desktop', {}],
  ['phone', { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }],
]

/** The heading of the step that is shown, once it is that. */
async function stepIs(page, heading, of) {
  await messageOf(page, TOUR).getByRole('heading', { name: heading }).waitFor()
  assert.match(await messageOf(page, TOUR).innerText(), new RegExp(`\\b${of}\\b[^\\d]+6\\b`), 'it says how far one is')
}

/** The step stands beside its element and does not cover it, and both can be seen. */
async function standsBeside(page, selector) {
  const panel = messageOf(page, TOUR).locator('.panel')
  const apart = async () => {
    const [ours, theirs] = [await panel.boundingBox(), await page.locator(selector).first().boundingBox()]
    if (!ours || !theirs) return false
    const { width, height } = page.viewportSize()
    const seen = (box) => box.x >= -1 && box.y >= -1 && box.x + box.width <= width + 1 && box.y + box.height <= height + 1
    const over = ours.x < theirs.x + theirs.width && theirs.x < ours.x + ours.width && ours.y < theirs.y + theirs.height && theirs.y < ours.y + ours.height
    return seen(ours) && seen(theirs) && !over
  }
  assert.ok(await eventually(apart), `beside ${selector}: ${JSON.stringify([await panel.boundingBox(), await page.locator(selector).first().boundingBox()])}`)
}

async function chooseSize(page) {
  await page.getByRole('radio', { name: 'M', exact: true }).check()
}

describe('with the pointer', { concurrency: 2 }, () => {
  for (const [name, screen] of screens) {
    test(`on a ${name}, over three pages, and on after a reload`, async () => {
      const emma = await shop.newVisitor({ ...CHICAGO, ...screen, now: undefined, reducedMotion: 'reduce' })
      const { page } = emma
      const message = messageOf(page, TOUR)
      const next = () => message.locator('[data-action="next"]').click()
      await page.goto(PRODUCT)
      await ready(page)
      await page.getByRole('button', { name: 'How ordering works' }).click()

      await stepIs(page, 'Choose your size', 1)
      await standsBeside(page, '.sizes')
      await chooseSize(page)
      await next()
      await stepIs(page, 'Put it into your cart', 2)
      await message.locator('[data-action="back"]').click()
      await stepIs(page, 'Choose your size', 1)
      await next()
      await stepIs(page, 'Put it into your cart', 2)
      await standsBeside(page, '.buy [type=submit]')
      // The step goes on with the press of the shop's own button.
      await page.locator('.buy [type=submit]').click()
      await stepIs(page, 'Here is your cart', 3)
      await standsBeside(page, 'a.tool[href="/cart.html"]')
      await page.locator('a.tool[href="/cart.html"]').click()

      await page.waitForURL('**/cart.html')
      await stepIs(page, 'Say where it goes', 4)
      await page.reload()
      await stepIs(page, 'Say where it goes', 4)
      await standsBeside(page, '[data-country]')
      await next()
      await stepIs(page, 'Check out', 5)
      await standsBeside(page, 'a.button-wide')
      await page.locator('a.button-wide').click()

      await page.waitForURL('**/checkout/contact.html')
      await stepIs(page, 'Your receipt comes here', 6)
      await standsBeside(page, '#email')
      await next()
      await message.waitFor({ state: 'detached' })
      await page.reload()
      await ready(page)
      await page.waitForTimeout(500)
      assert.equal(await message.count(), 0, 'it is over, and does not come back')
      assert.deepEqual(emma.problems, [])
      await emma.leave()
    })
  }
})

test('with the keyboard alone, over three pages, and on after a reload', async () => {
  const emma = await shop.newVisitor({ ...CHICAGO, now: undefined, reducedMotion: 'reduce' })
  const { page } = emma
  const message = messageOf(page, TOUR)

  /** Tabs until the focus is on what `is` says; the words or names of all it came by, if it never is. */
  async function tabTo(selector) {
    const isThere = () => page.locator(selector).first().evaluate((element) => element.getRootNode().activeElement === element)
    for (let press = 0; press < 60; press += 1) {
      if (await isThere()) return
      await page.keyboard.press('Tab')
    }
    assert.fail(`the focus never came to ${selector}`)
  }
  const onNext = `barrio-root [data-campaign="${TOUR}"] [data-action="next"]`

  await page.goto(PRODUCT)
  await ready(page)
  await tabTo('[data-barrio-show="how-to-order"]')
  await page.keyboard.press('Enter')
  await stepIs(page, 'Choose your size', 1)
  await tabTo('.size input:not(:disabled)')
  await page.keyboard.press('Space')
  await tabTo(onNext)
  await page.keyboard.press('Enter')
  await stepIs(page, 'Put it into your cart', 2)
  await tabTo('.buy [type=submit]')
  await page.keyboard.press('Enter')
  await stepIs(page, 'Here is your cart', 3)
  await tabTo('a.tool[href="/cart.html"]')
  await page.keyboard.press('Enter')
  await page.waitForURL('**/cart.html')
  await stepIs(page, 'Say where it goes', 4)
  await page.reload()
  await stepIs(page, 'Say where it goes', 4)
  await tabTo(onNext)
  await page.keyboard.press('Enter')
  await stepIs(page, 'Check out', 5)
  await tabTo('a.button-wide')
  await page.keyboard.press('Enter')
  await page.waitForURL('**/checkout/contact.html')
  await stepIs(page, 'Your receipt comes here', 6)
  await tabTo(onNext)
  await page.keyboard.press('Enter')
  await message.waitFor({ state: 'detached' })
  assert.deepEqual(emma.problems, [])
  await emma.leave()
})
