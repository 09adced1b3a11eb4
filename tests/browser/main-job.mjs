// The main job as one text for every browser: somebody from Madrid is welcomed in Spanish and subscribes; somebody from Chicago sees nothing of it.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { eventually, messageAppears, screenshot, settled, waitForMessage } from './harness.mjs'
import { addToCart, call, CHICAGO, keptKeys, PRODUCT, received, recorded, SPAIN, subscribe } from './steps.mjs'

const ARRIVAL = `${PRODUCT}?utm_source=instagram&utm_medium=paid_social&utm_campaign=otono`
const CONSENT =
  'Quiero que Maple & Main me envíe novedades y ofertas por correo electrónico. Puedo dejarlo cuando quiera con el enlace de cada mensaje.'

/** Comes by a link at Instagram, as far as the page can tell; gives what it sees of where the visitor was. */
async function arriveFromInstagram({ page }, path) {
  const referer = 'https://l.instagram.com/'
  await page.goto(path, { referer, waitUntil: 'commit' })
  return referer
}

const click = (locator) => locator.click()

/**
 * The tests of a shop. `options` go to each of its visitors; `device` is what the CRM hears of theirs; `press` is how
 * they press something, `arrive` how they come to a page from another site, `picture` the name of the picture, and
 * `engine` the files of the engine that the browser is to get, where it is asked.
 */
export function mainJob(shop, { options = {}, device = 'desktop', press = click, arrive = arriveFromInstagram, picture = 'welcome', engine } = {}) {
  const contacts = async () => (await shop.crm('contacts')).contacts

  /** Fails if anything but a plain reading of the shop's files has left the page. */
  async function assertNothingWasSent({ requests }) {
    const isReading = ({ method, url, path, type, body }) =>
      method === 'GET' && body === null && url.startsWith(`${shop.url}/`) && !/^\/(collect|crm)\b/.test(path) &&
      // Only the addresses that the visitor goes to themselves have a query.
      (type === 'document' || !url.includes('?'))
    assert.deepEqual(requests.filter((request) => !isReading(request)), [])
    assert.deepEqual(await received(shop), [])
    assert.deepEqual(await contacts(), [])
  }

  describe('Emma from Chicago', () => {
    test('sees no message, and nothing is sent', async () => {
      const visitors = await Promise.all(['/', PRODUCT].map(async (path) => {
        const emma = await shop.newVisitor({ ...CHICAGO, ...options })
        await emma.page.goto(path)
        await call(emma.page, 'export')
        assert.equal(await messageAppears(emma.page, { within: 6000 }), false, `${path} shows nothing`)
        return emma
      }))
      for (const emma of visitors) {
        await emma.leave()
        await assertNothingWasSent(emma)
        assert.deepEqual(emma.problems, [])
      }
    })
  })

  describe('Ana from Madrid', () => {
    let ana, page, message, origin
    before(async () => {
      ana = await shop.newVisitor({ ...SPAIN, ...options })
      page = ana.page
    })
    after(() => ana.leave())

    test('is welcomed in Spanish within five seconds', async () => {
      origin = await arrive(ana, ARRIVAL)
      message = await waitForMessage(page, { timeout: 5000 })
      await settled(page)
      await screenshot(page, picture)
      assert.equal(await message.getAttribute('lang'), 'es')
      assert.equal(await message.getByRole('heading').innerText(), '¡Hola! Enviamos a España')
      const offer = await message.locator('.text').first().innerText()
      assert.match(offer, /^40\u00a0% de descuento en el envío por ahora, y lo tienes en casa en una semana\.$/)
      assert.equal(await message.locator('code').innerText(), 'HOLA40')
    })

    test('is introduced to somebody who speaks Spanish and is on duty', async () => {
      const agent = message.locator('.agent')
      assert.equal(await agent.locator('strong').innerText(), 'Lucía')
      assert.match(await agent.innerText(), /español/)
      assert.match(await agent.innerText(), /Hablo español y estoy aquí/)
      const portrait = agent.locator('img')
      assert.match(await portrait.getAttribute('src'), /lucia\.svg$/)
      assert.ok(await eventually(() => portrait.evaluate((img) => img.naturalWidth > 0)), 'the portrait has loaded')
      assert.ok(await message.getByRole('button', { name: 'Hablar con Lucía' }).isVisible())
      assert.ok(await message.getByRole('button', { name: 'Seguir mirando' }).isVisible())
    })

    test('what she does stays on her device', async () => {
      await call(page, 'dismiss')
      await addToCart(page, press)
      await press(page.getByRole('link', { name: 'See the cart' }))
      await page.waitForURL('**/cart.html')
      assert.deepEqual((await recorded(page)).filter((name) => /^(view_item|add_to_cart|view_cart)$/.test(name)), [
        'view_item',
        'add_to_cart',
        'view_cart',
      ])
      const kept = await keptKeys(page)
      for (const key of ['barrio:visit', 'barrio:touch', 'barrio:journal/0']) assert.ok(kept.includes(key), `${key} of ${kept}`)
      await page.goto(PRODUCT)
      await assertNothingWasSent(ana)
    })

    test('opens the form from the message', async () => {
      await call(page, 'show', 'welcome-abroad')
      message = await waitForMessage(page)
      await press(message.getByRole('button', { name: 'Recibir el código por correo' }))
      await message.getByRole('heading', { name: 'Tu código, por correo' }).waitFor()
      assert.equal(await message.getByRole('checkbox').isChecked(), false, 'nobody has agreed to anything yet')
    })

    test('is told in Spanish what is wrong with what she filled in', async () => {
      const address = message.getByRole('textbox', { name: 'Tu correo electrónico' })
      const consent = message.getByRole('checkbox', { name: CONSENT })
      const send = message.getByRole('button', { name: 'Enviarme el código' })
      await press(send)
      await assertRefused(address, 'Rellena este campo.')
      await address.fill('ana@')
      await press(send)
      await assertRefused(address, 'Escribe un correo electrónico válido, como nombre@ejemplo.com.')
      await address.fill('ana@example.com')
      await press(send)
      await assertRefused(consent, 'Marca esta casilla para continuar.')
      assert.equal(await address.getAttribute('aria-invalid'), null)
      await assertNothingWasSent(ana)
    })

    test('subscribes, and is thanked', async () => {
      await subscribe(page, 'ana@example.com', press)
      await message.getByRole('heading', { name: 'Ya casi está' }).waitFor()
      assert.equal(await message.locator('code').innerText(), 'HOLA40')
      await press(message.getByRole('button', { name: 'Volver a la tienda' }))
      assert.ok(await eventually(async () => !(await message.isVisible())))
      assert.deepEqual(ana.problems, [])
    })

    test('the CRM has one contact: who, what was agreed to, what was looked at, and where from', async () => {
      assert.ok(await eventually(async () => (await contacts()).length > 0))
      const [contact, ...others] = await contacts()
      assert.deepEqual(others, [])
      assert.equal(contact.email, 'ana@example.com')
      assert.deepEqual([contact.country, contact.country_source], ['ES', 'timezone'])
      assert.deepEqual([contact.locale, contact.timezone, contact.device], ['es-ES', 'Europe/Madrid', device])
      assertProof(contact.subscriptions, `${shop.url}${PRODUCT}`)
      const { path, product } = contact.viewing
      assert.equal(path, PRODUCT)
      assert.deepEqual([product.sku, product.name, Number(product.price)], ['PARKA-1', 'Lakefront Parka', 248])
      const { source, medium, campaign, channel, landing_page, referrer } = contact.first_touch
      assert.deepEqual([source, medium, campaign, channel], ['instagram', 'paid_social', 'otono', 'Paid Social'])
      assert.deepEqual([landing_page, referrer], [PRODUCT, origin])
      assert.equal(contact.last_touch.source, 'instagram')
    })

    test('and one opt-in, which makes her a potential customer, with nothing of what she did before but its interests', async () => {
      const events = await received(shop)
      assert.deepEqual(events.map(({ event, type }) => event ?? type).sort(), ['identify', 'lifecycle_changed', 'opt_in'])
      const change = events.find(({ event }) => event === 'lifecycle_changed').properties
      assert.deepEqual([change.from, change.to], ['probable', 'potential'])
      assert.equal(new Set(events.map(({ anonymous_id }) => anonymous_id)).size, 1)
      const { properties, context } = events.find(({ event }) => event === 'opt_in')
      assert.deepEqual(Object.keys(properties).sort(), ['campaign', 'consent', 'email', 'interests', 'viewing'])
      assert.deepEqual([properties.campaign, properties.email], ['newsletter', 'ana@example.com'])
      // The shop's markup says Outerwear and its data layer outerwear: one interest, as it was said first.
      assert.deepEqual(properties.interests.map((name) => name.toLowerCase()), ['outerwear'])
      assert.equal(context.campaign.source, 'instagram')
      assert.equal(ana.requests.filter(({ path }) => path === '/collect').length, 1)
    })

    if (engine) {
      test('her browser got the engine in one form: WebAssembly, or where the shop lets none be compiled, JavaScript', () => {
        const files = ana.requests.map(({ path }) => path.replace('/barrio/', '')).filter((path) => /\.wasm$|plain/.test(path))
        assert.deepEqual([...new Set(files)], engine)
      })
    }
  })
}

/** Fails unless this control is said to be wrong, in these words, and has the focus. */
async function assertRefused(control, words) {
  assert.equal(await control.getAttribute('aria-invalid'), 'true', words)
  const described = (input) => input.getRootNode().getElementById(input.getAttribute('aria-describedby')).textContent
  assert.equal(await control.evaluate(described), words)
  assert.ok(await control.evaluate((input) => input.getRootNode().activeElement === input), 'it has the focus')
}

function assertProof(subscriptions, address) {
  assert.equal(subscriptions.length, 1)
  const [{ state, purpose, text, text_hash, hash_matches, locale, method, campaign, page }] = subscriptions
  assert.deepEqual([state, purpose, text], ['pending', 'marketing', CONSENT])
  assert.equal(text_hash, createHash('sha256').update(CONSENT, 'utf8').digest('hex'))
  assert.equal(hash_matches, true)
  assert.deepEqual([locale, method, campaign], ['es', 'form', 'newsletter'])
  assert.equal(page, address)
}
