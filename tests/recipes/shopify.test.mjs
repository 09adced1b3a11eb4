// The recipe for Shopify: its Liquid rendered by a Liquid engine, on a theme of Dawn's kind with Shopify's Ajax API; the
// package comes from another origin, and the pixel runs in a frame of its own.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { Liquid } from 'liquidjs'
import { assertGone, assertItem, assertKnown, assertMessage, assertQuiet, assertStarted, assertTold, explain } from './journey.mjs'
import { fill, recipe } from './recipe.mjs'
import { openPlatform } from './shop.mjs'

const sample = recipe('shopify')
const ITEM = { id: 'PARKA-1', price: 60, currency: 'EUR', quantity: 1 }
const ANA = { id: '7001', traits: { first_name: 'Ana </script>', email: 'ana@example.com', orders_count: 2, orders_value: 120.5 } }
const CUSTOMER = { id: 7001, first_name: 'Ana </script>', email: 'ana@example.com', orders_count: 2, total_spent: 12050 }
const VARIANT = { id: 4001, sku: 'PARKA-1', price: 6000 }
const PRODUCT = { title: 'Parka', vendor: 'Maple', type: 'Outerwear', selected_or_first_available_variant: VARIANT }
const LINE = { key: '4001:a', variant_id: 4001, sku: 'PARKA-1', product_title: 'Parka', vendor: 'Maple', product_type: 'Outerwear', final_price: 6000 }

const file = (name) => readFile(new URL(`shopify/${name}`, import.meta.url), 'utf8')
const snippets = (folder) => ({
  barrio: fill(sample('snippets/barrio.liquid'), { 'https://cdn.example/barrio/barrio.json': '/barrio.json', 'https://cdn.example/barrio/': folder }),
  'barrio-events': sample('snippets/barrio-events.liquid'),
})

const cartOf = ({ quantity = 0 }) => ({ currency: 'EUR', item_count: quantity, items: quantity ? [{ ...LINE, quantity }] : [] })
const bubble = (session) => `<span class="cart-count-bubble">${session.quantity}</span>`

const shop = await openPlatform({ folder: '/not-here/', answer })
const engine = new Liquid({ templates: snippets(`${shop.crmUrl}/barrio/`), globals: {} })
// Shopify's filter writes what could end a script in another way.
engine.registerFilter('json', (value) => JSON.stringify(value ?? null).replaceAll('<', '\\u003c'))

const TYPES = { '/': 'index', '/products/parka': 'product', '/cart': 'cart', '/account': 'customers/account', '/account/logout': 'index' }

async function answer({ path, method, form, session }) {
  if (path.endsWith('/product-form.js')) return { type: 'text/javascript', body: await file('product-form.js') }
  if (path === '/cart.js') return cartOf(session)
  if (path === '/cart/add') {
    session.quantity = (session.quantity ?? 0) + Number(form.quantity)
    return { ...LINE, quantity: session.quantity, sections: { 'cart-icon-bubble': bubble(session) } }
  }
  if (path === '/cart/change.js') {
    session.quantity = form.quantity
    return cartOf(session)
  }
  if (path === '/cart' && method === 'POST') return { to: '/checkouts/cn/1' }
  if (path === '/checkouts/cn/1') return '<!doctype html><title>Checkout</title><link rel="icon" href="data:,"><h1>Checkout</h1>'
  if (path === '/account') session.customer = CUSTOMER
  if (path === '/account/logout') session.customer = null
  return TYPES[path] && render(TYPES[path], session)
}

async function render(type, session) {
  const world = {
    request: { page_type: type, locale: { iso_code: 'en' } }, page_title: type, routes: { root_url: '/' },
    localization: { country: { iso_code: 'ES' } }, cart: { ...cartOf(session), currency: { iso_code: 'EUR' } },
    customer: session.customer, product: type === 'product' ? PRODUCT : null,
  }
  const options = { globals: world }
  const head = await engine.parseAndRender(sample('layout/theme.liquid'), {}, options)
  return engine.parseAndRender(await file('theme.liquid'), { content_for_header: head }, options)
}

/** Runs the pixel in a sandboxed frame, as Shopify does: it gets `analytics` and a `browser` that acts in the top frame. */
const runPixel = (page, code, checkout) =>
  page.evaluate(async ([code, checkout]) => {
    const frame = document.createElement('iframe')
    frame.sandbox = 'allow-scripts allow-forms'
    frame.srcdoc = `<script>
      const handlers = {}
      const analytics = { subscribe: (name, hear) => (handlers[name] = hear) }
      const browser = { localStorage: { setItem: async (...pair) => parent.postMessage(pair, '*') } }
      ${code}
      handlers.checkout_completed({ name: 'checkout_completed', data: { checkout: ${JSON.stringify(checkout)} } })
    <\/script>`
    const noted = new Promise((resolve) => addEventListener('message', ({ data }) => resolve(localStorage.setItem(...data)), { once: true }))
    document.body.append(frame)
    await noted
  }, [code, checkout])

/** Changes the quantity in the cart, as the script of a cart drawer does. */
const change = (page, quantity) =>
  page.evaluate(async (quantity) => {
    const answer = await fetch('/cart/change.js', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ id: '4001:a', quantity }) })
    return answer.json()
  }, quantity)

const CHECKOUT = {
  order: { id: '5001' }, currencyCode: 'EUR', totalPrice: { amount: 60, currencyCode: 'EUR' },
  lineItems: [{ title: 'Parka', quantity: 1, variant: { id: '4001', sku: 'PARKA-1', price: { amount: 60, currencyCode: 'EUR' } } }],
}

test('Shopify: from the product to the order, logged in and out again', async () => {
  const visitor = await shop.newVisitor({})
  const { page } = visitor
  await page.goto('/products/parka')
  await assertStarted(visitor)
  await assertMessage(page, 'welcome')
  assertItem(await assertTold(page, 'view_item'), ITEM)
  const { product } = (await explain(page)).visitor
  assert.deepEqual([product.sku, product.price, product.brand], ['8001', 60, 'Maple'], "the theme's structured data is read")
  await page.getByRole('button', { name: 'Add to cart' }).click()
  await page.waitForFunction(() => document.querySelector('.cart-count-bubble').textContent === '1')
  assertItem(await assertTold(page, 'add_to_cart'), ITEM)
  await assertMessage(page, 'cart')
  assert.equal((await explain(page)).visitor.cart.value, 60)
  await change(page, 3)
  assertItem(await assertTold(page, 'add_to_cart', 2), { ...ITEM, quantity: 2 })
  await change(page, 1)
  assertItem(await assertTold(page, 'remove_from_cart'), { ...ITEM, quantity: 2 })
  await page.goto('/cart')
  assertItem(await assertTold(page, 'view_cart'), ITEM)
  await page.getByRole('button', { name: 'Check out' }).click()
  await page.getByRole('heading', { name: 'Checkout' }).waitFor()
  await runPixel(page, sample('Settings → Customer events → Add custom pixel'), CHECKOUT)
  await page.goto('/')
  assertItem(await assertTold(page, 'begin_checkout'), ITEM)
  const order = await assertTold(page, 'purchase')
  assertItem(order, ITEM)
  assert.deepEqual([order.transaction_id, order.value], ['5001', 60])
  await page.reload()
  await assertTold(page, 'purchase')
  const { orders, cart } = (await explain(page)).visitor
  assert.deepEqual([orders.count, cart.value], [1, 0])
  await page.goto('/account')
  await assertKnown(shop, page, ANA)
  assert.equal((await explain(page)).visitor.orders.count, 2, 'Shopify knows of more orders than this browser')
  await page.goto('/account/logout')
  await assertGone(page, ANA.traits)
  assert.deepEqual((await explain(page)).consent.marketing, { granted: true, by: 'shopify' })
  assertQuiet(visitor)
  await visitor.leave()
})
