// The messages as people without a mouse or without eyes meet them: roles, names, focus, keys, contrast.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { axe, eventually, HOST, openShop, screenshot, settled, waitForMessage } from './harness.mjs'
import { call, PRODUCT, SPAIN, subscribe } from './steps.mjs'

const shop = await openShop()

const SCREENS = [
  ['phone', { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 }],
  ['desktop', { viewport: { width: 1366, height: 900 } }],
]

/** The words or the class of what has the focus, shadow root included; `page` for what is not in a message. */
const focus = (page) =>
  page.evaluate((host) => {
    const { activeElement } = document
    if (activeElement === document.body) return 'body'
    if (activeElement?.localName !== host) return 'page'
    const inner = activeElement.shadowRoot.activeElement
    return inner?.getAttribute('aria-label') || inner?.textContent.trim() || inner?.name
  }, HOST)

/** What is read out after the name. */
const description = (surface) =>
  surface.evaluate((element) => element.getRootNode().getElementById(element.getAttribute('aria-describedby')).textContent)

/** Ana on a product, the focus on the link to the cart, and the form asked for. */
async function openForm() {
  const ana = await shop.newVisitor(SPAIN)
  await ana.page.goto(PRODUCT)
  const cart = ana.page.locator('a.tool[href="/cart.html"]')
  await cart.focus()
  await call(ana.page, 'show', 'newsletter')
  const dialog = await waitForMessage(ana.page)
  const cartHasFocus = () => cart.evaluate((link) => link === document.activeElement)
  return { ...ana, dialog, cartHasFocus }
}

describe('a dialog', { concurrency: 3 }, () => {
  test('has the role, a name and a description, and takes the focus to its first words', async () => {
    const { page, leave } = await openForm()
    const dialog = page.getByRole('dialog', { name: 'Tu código, por correo' })
    assert.match(await description(dialog), /^Te enviamos el código ahora/)
    assert.ok(await dialog.evaluate((element) => element.matches(':modal')), 'the page behind it is out of reach')
    assert.equal(await focus(page), 'Tu código, por correo')
    await leave()
  })

  test('keeps the focus inside, forwards and backwards', async () => {
    const { page, leave } = await openForm()
    for (const key of ['Tab', 'Shift+Tab']) {
      const seen = []
      // Twice round: five controls and the browser's own.
      for (let press = 0; press < 14; press += 1) {
        await page.keyboard.press(key)
        seen.push(await focus(page))
      }
      assert.ok(!seen.includes('page'), `${key}: ${seen}`)
      for (const control of ['Cerrar', 'email', 'Enviarme el código', 'envíos y privacidad']) {
        assert.ok(seen.includes(control), `${key} reaches "${control}": ${seen}`)
      }
    }
    await leave()
  })

  test('is closed by Escape, and gives the focus back to where it was', async () => {
    const { page, dialog, cartHasFocus, leave } = await openForm()
    assert.equal(await cartHasFocus(), false)
    await page.keyboard.press('Escape')
    assert.ok(await eventually(async () => !(await dialog.isVisible())))
    assert.ok(await cartHasFocus())
    await leave()
  })

  test('is closed by its cross and by a click beside it, not by one inside', async () => {
    const { page, dialog, cartHasFocus, leave } = await openForm()
    await dialog.getByRole('heading').click()
    await settled(page)
    assert.ok(await dialog.isVisible())
    await dialog.getByRole('button', { name: 'Cerrar' }).click()
    assert.ok(await eventually(async () => !(await dialog.isVisible())))
    assert.ok(await cartHasFocus())
    await call(page, 'show', 'newsletter')
    await waitForMessage(page)
    await page.mouse.click(5, 5)
    assert.ok(await eventually(async () => !(await dialog.isVisible())))
    assert.ok(await cartHasFocus())
    await leave()
  })

  test('can be used with the keyboard alone, to the end', async () => {
    const { page, cartHasFocus, leave } = await openForm()
    const press = (...keys) => keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve())
    await press('Tab')
    await page.keyboard.type('ana@example.com')
    await press('Tab', 'Space', 'Enter')
    await page.getByRole('dialog', { name: 'Ya casi está' }).waitFor()
    assert.equal(await focus(page), 'Ya casi está')
    await press('Tab', 'Tab')
    assert.equal(await focus(page), 'Volver a la tienda')
    await press('Enter')
    assert.ok(await eventually(cartHasFocus))
    await leave()
  })
})

test('a banner is a named region that leaves the focus and the page alone', async () => {
  const ana = await shop.newVisitor(SPAIN)
  await ana.page.goto('/')
  const cart = ana.page.locator('a.tool[href="/cart.html"]')
  await cart.focus()
  await call(ana.page, 'show', 'cart-abroad')
  const banner = ana.page.getByRole('region', { name: 'Maple & Main' })
  await banner.waitFor()
  assert.match(await description(banner), /^Los aranceles e impuestos de España/)
  assert.ok(await cart.evaluate((link) => link === document.activeElement))
  const spoken = () => banner.getByRole('status').textContent()
  assert.match(await eventually(spoken), /Los aranceles e impuestos de España/, 'it is read out')
  await ana.leave()
})

describe('axe-core finds no violation', { concurrency: 4 }, () => {
  for (const [name, screen] of SCREENS) {
    /** Looks once nothing moves, and keeps a picture for people. */
    async function assertAccessible(page, state) {
      await settled(page)
      await screenshot(page, `${name}-${state}`)
      assert.deepEqual(await axe(page, HOST), [], state)
      const box = await (await waitForMessage(page)).locator('.panel').boundingBox()
      assert.ok(box.x >= 0 && box.x + box.width <= screen.viewport.width, `${state} fits the width: ${JSON.stringify(box)}`)
      assert.ok(box.y >= 0 && box.y + box.height <= screen.viewport.height, `${state} fits the height: ${JSON.stringify(box)}`)
    }

    test(`on a ${name}, in the welcome, the form, its errors and the thanks`, async () => {
      const { page, leave } = await shop.newVisitor({ ...SPAIN, ...screen })
      await page.goto(PRODUCT)
      const dialog = await waitForMessage(page)
      await assertAccessible(page, 'welcome')
      await dialog.getByRole('button', { name: 'Recibir el código por correo' }).click()
      const send = dialog.getByRole('button', { name: 'Enviarme el código' })
      await send.waitFor()
      await assertAccessible(page, 'form')
      await send.click()
      await assertAccessible(page, 'form-empty')
      await dialog.getByRole('textbox').fill('ana@example.com')
      await send.click()
      await assertAccessible(page, 'form-unticked')
      await subscribe(page, 'ana@example.com')
      await dialog.getByRole('heading', { name: 'Ya casi está' }).waitFor()
      await assertAccessible(page, 'thanks')
      await leave()
    })

    test(`on a ${name}, in the banners`, async () => {
      const { page, leave } = await shop.newVisitor({ ...SPAIN, ...screen })
      await page.goto('/')
      for (const campaign of ['cart-abroad', 'welcome-back']) {
        await call(page, 'show', campaign)
        await page.locator(`${HOST} [data-campaign=${campaign}]`).waitFor()
        await assertAccessible(page, campaign)
      }
      await leave()
    })
  }
})
