// The recipe for WooCommerce: its PHP run by PHP, on pages with WooCommerce's markup and scripts; once with the events of
// the recipe, once with a plugin that pushes GA4's.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { call } from '../browser/steps.mjs'
import { assertGone, assertItem, assertKnown, assertMessage, assertQuiet, assertStarted, assertTold, explain } from './journey.mjs'
import { php, writeSamples } from './php.mjs'
import { recipe } from './recipe.mjs'
import { openPlatform } from './shop.mjs'

const sample = recipe('woocommerce')
const ITEM = { id: 'PARKA-1', price: 60, currency: 'EUR', quantity: 1 }
const ANA = { id: '7', traits: { first_name: 'Ana </script>', email: 'ana@example.com', orders_count: 2, orders_value: 120.5 } }

const files = writeSamples({
  'barrio.php': sample('wp-content/mu-plugins/barrio.php'),
  'barrio-events.php': sample('wp-content/mu-plugins/barrio-events.php'),
})
const file = (name) => fileURLToPath(new URL(`woocommerce/${name}`, import.meta.url))
const js = async (path) => ({ type: 'text/javascript', body: await readFile(path) })
const PAGES = { '/': 'home', '/shop': 'shop', '/product/parka': 'product', '/cart': 'cart', '/checkout': 'checkout', '/checkout/order-received/1001': 'thanks', '/my-account': 'account', '/logged-out': 'account' }

const shop = await openPlatform({ folder: '/wp-content/barrio/', config: '/wp-content/barrio/barrio.json', answer })

async function answer({ path, query, method, form, session }) {
  if (path.endsWith('jquery.min.js')) return js(createRequire(import.meta.url).resolve('jquery/dist/jquery.min.js'))
  if (path === '/shop.js' || path === '/data-layer.js') return js(file(path.slice(1)))
  session.quantity ??= 0
  if (query.has('plugin')) session.plugin = true
  if (path === '/my-account') session.customer = ANA
  if (path === '/logged-out') session.customer = null
  const run = async (more) => {
    const plugins = session.plugin ? [files['barrio.php']] : Object.values(files)
    const told = JSON.parse(await php(file('page.php'), { page: PAGES[path], plugins, quantity: session.quantity, customer: !!session.customer, kept: session.kept ?? {}, ...more }))
    session.kept = told.kept
    return told.html
  }
  if (query.get('wc-ajax') === 'add_to_cart') {
    session.quantity += Number(form.quantity)
    await run({ ajax: true, added: Number(form.quantity) })
    return { fragments: { 'span.count': `<span class="count">${session.quantity}</span>` }, cart_hash: 'h' }
  }
  if (method === 'POST' && form['add-to-cart']) {
    session.quantity += Number(form.quantity)
    await run({ posted: true, added: Number(form.quantity) })
    return { to: path }
  }
  const html = PAGES[path] && await run({})
  if (path.includes('order-received')) session.quantity = 0
  return session.plugin ? html?.replace('<script src="/shop.js">', '<script src="/data-layer.js"></script><script src="/shop.js">') : html
}

const footer = sample("the theme's footer, for the WP Consent API")

async function buy(visitor, query) {
  const { page } = visitor
  await page.goto(`/product/parka${query}`)
  await assertStarted(visitor)
  await assertMessage(page, 'welcome')
  assertItem(await assertTold(page, 'view_item'), ITEM)
  assert.equal((await explain(page)).visitor.product.price, 60, "WooCommerce's markup is read")
  await page.getByRole('spinbutton').fill('2')
  await page.getByRole('button', { name: 'Add to cart' }).click()
  await page.waitForFunction(() => document.querySelector('.count').textContent === '2')
  assertItem(await assertTold(page, 'add_to_cart'), { ...ITEM, quantity: 2 })
  assert.equal((await explain(page)).visitor.cart.value, 120)
  await assertMessage(page, 'cart')
  await page.goto('/shop')
  await page.locator('.ajax_add_to_cart').click()
  await page.locator('.ajax_add_to_cart.added').waitFor()
  assert.equal(await page.locator('.count').textContent(), '3', 'the shop goes on as it does')
  assertItem(await assertTold(page, 'add_to_cart', 2), ITEM)
  assert.equal((await explain(page)).visitor.cart.quantity, 3)
  await page.goto('/checkout')
  await assertTold(page, 'begin_checkout')
  await page.goto('/checkout/order-received/1001')
  const order = await assertTold(page, 'purchase')
  assertItem(order, ITEM)
  assert.equal(order.transaction_id, '1001')
  await page.reload()
  const { orders, cart } = (await explain(page)).visitor
  assert.deepEqual([orders.count, orders.value, cart.value], [1, 60, 0], 'and once, though the page is opened again')
}

test("WooCommerce, with the recipe's own events", async () => {
  const visitor = await shop.newVisitor({})
  await buy(visitor, '')
  await visitor.page.goto('/my-account')
  await assertKnown(shop, visitor.page, ANA)
  await visitor.page.goto('/logged-out')
  await assertGone(visitor.page, ANA.traits)
  assertQuiet(visitor)
  await visitor.leave()
})

test("WooCommerce, with a plugin that pushes GA4's events", async () => {
  const visitor = await shop.newVisitor({})
  await buy(visitor, '?plugin')
  assertQuiet(visitor)
  await visitor.leave()
})

test('WooCommerce, the WP Consent API', async () => {
  const visitor = await shop.newVisitor({})
  const { page } = visitor
  await page.goto('/shop')
  await assertStarted(visitor)
  await page.evaluate((code) => document.body.append(Object.assign(document.createElement('script'), { textContent: code })), footer.replace(/<\/?script>/g, ''))
  const says = async (detail) => {
    await page.evaluate((detail) => document.dispatchEvent(new CustomEvent('wp_listen_for_consent_change', { detail })), detail)
    return (await call(page, 'explain')).consent
  }
  const denied = await says({ marketing: 'deny', statistics: 'allow', functional: 'allow' })
  assert.deepEqual([denied.marketing, denied.analytics], [{ granted: false, by: 'api' }, { granted: true, by: 'api' }])
  assert.equal((await says({ marketing: 'allow' })).marketing.granted, true)
  await visitor.leave()
})
