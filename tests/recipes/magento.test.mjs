// The recipe for Magento: its PHP run by PHP, its scripts by the real RequireJS, on pages that are cached for everybody and
// stand under the strict policy that Magento makes of the recipe's whitelist.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { assertGone, assertItem, assertKnown, assertMessage, assertQuiet, assertStarted, assertTold, explain } from './journey.mjs'
import { php, writeSamples } from './php.mjs'
import { fill, recipe } from './recipe.mjs'
import { openPlatform } from './shop.mjs'

const sample = recipe('magento')
const MODULE = 'app/code/Shop/Barrio/'
const WEB = `${MODULE}view/frontend/`
const ITEM = { id: 'PARKA-1', price: 60, currency: 'EUR', quantity: 1 }
const ANA = { id: '7', traits: { first_name: 'Ana', email: 'ana@example.com' } }
const files = writeSamples({
  'registration.php': sample(`${MODULE}registration.php`),
  'CustomerId.php': sample(`${MODULE}Plugin/CustomerId.php`),
  'LastOrder.php': sample(`${MODULE}ViewModel/LastOrder.php`),
  'barrio.phtml': sample(`${WEB}templates/barrio.phtml`),
  'order.phtml': sample(`${WEB}templates/order.phtml`),
})
const file = (name) => fileURLToPath(new URL(`magento/${name}`, import.meta.url))
const js = (body) => ({ type: 'text/javascript', body })
const run = async (customer) => JSON.parse(await php(file('mage.php'), { files, customer }))

/** The sources that a policy of the whitelist adds: Magento writes each as it stands. */
function whitelisted(id) {
  const [, policy] = sample(`${MODULE}etc/csp_whitelist.xml`).match(new RegExp(`<policy id="${id}">([\\s\\S]*?)</policy>`))
  return [...policy.matchAll(/type="host">([^<]+)</g)].map(([, source]) => source).join(' ')
}

// What is in the cache is the same for everybody: it is made once.
const cached = await run(false)
const PAGES = { '/': 'cms-index-index', '/parka': 'catalog-product-view', '/checkout/cart': 'checkout-cart-index', '/checkout': 'checkout-index-index', '/checkout/onepage/success': 'checkout-onepage-success', '/customer/account': 'customer-account-index', '/customer/account/logoutSuccess': 'customer-account-logoutsuccess' }
const PRODUCT = `<div itemscope itemtype="http://schema.org/Product"><h1 class="page-title"><span class="base" data-ui-id="page-title-wrapper" itemprop="name">Parka</span></h1>
<div class="product attribute sku"><div class="value" itemprop="sku">PARKA-1</div></div><div class="price-box price-final_price" data-role="priceBox" data-product-id="42" itemprop="offers" itemscope itemtype="http://schema.org/Offer"><span class="price">€60.00</span><meta itemprop="price" content="60"><meta itemprop="priceCurrency" content="EUR"></div>
<form action="/checkout/cart/add" method="post" id="product_addtocart_form"><input type="number" name="qty" id="qty" aria-label="Qty" value="1"><button type="submit" id="product-addtocart-button" class="action primary tocart">Add to Cart</button></form></div>`

const page = (name, plugin) => `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Mage</title><link rel="icon" href="data:,"></head><body class="${name}">
<a class="action showcart" href="/checkout/cart"><span class="counter-number">0</span></a>${name === 'catalog-product-view' ? PRODUCT : `<h1>${name}</h1>`}
${plugin ? cached.head.replace('"events":true', '"events":false') : cached.head}${name === 'checkout-onepage-success' && !plugin ? cached.order : ''}
<script src="/static/require.js"></script><script src="/static/config.js"></script><script src="/static/mage.js"></script>${plugin ? '<script src="/static/data-layer.js"></script>' : ''}</body></html>`

const policy = (crm) => `default-src 'self'; script-src ${whitelisted('script-src')} 'self' 'nonce-abc'; connect-src ${fill(whitelisted('connect-src'), { 'https://crm.example': crm })} 'self'; img-src 'self' data:; object-src 'none'; base-uri 'self'`
const shop = await openPlatform({ folder: '/barrio/', config: '/barrio/barrio.json', policy, answer })

/** What a GA4 module pushes: the currency and the value beside `ecommerce`. */
const DATA_LAYER = `(() => {
  const push = (event, more) => (window.dataLayer ||= []).push({ event, currency: 'EUR', value: 60, ecommerce: { items: [{ item_id: 'PARKA-1', item_name: 'Parka', price: 60, quantity: 1 }], ...more } })
  const page = document.body.className
  if (page === 'catalog-product-view') push('view_item')
  if (page === 'checkout-index-index') push('begin_checkout')
  if (page === 'checkout-onepage-success') push('purchase', { transaction_id: '000000101', value: 60, currency: 'EUR' })
  document.querySelector('#product_addtocart_form')?.addEventListener('submit', () => push('add_to_cart'))
})()`

/** The script with the addition for Magento's own cookie notice, where the recipe puts it. */
const withNotice = (code) => code.replace('document.head.appendChild(tag);', (line) => `${line}\n${sample("in load, for Magento's own cookie notice")}`)

async function answer({ path, query, form, session }) {
  session.quantity ??= 0
  if (path === '/static/require.js') return js(await readFile(createRequire(import.meta.url).resolve('requirejs/require.js')))
  if (path === '/static/config.js') return js("require.config({ paths: { 'Shop_Barrio/js': '/static/Shop_Barrio/js' } })")
  if (path === '/static/mage.js') return js(await readFile(file('mage.js')))
  if (path === '/static/data-layer.js') return js(DATA_LAYER)
  if (path.startsWith('/static/Shop_Barrio/js/')) return js(withNotice(sample(`${WEB}web/${path.slice('/static/Shop_Barrio/'.length)}`)))
  if (path === '/checkout/cart/add') {
    session.quantity += Number(form.qty)
    return { ok: true }
  }
  if (path.startsWith('/customer/section/load')) return sections(session)
  if (query.has('plugin')) session.plugin = true
  if (path === '/customer/account') session.customer = ANA
  if (path.endsWith('logoutSuccess')) session.customer = null
  if (path.endsWith('success')) session.quantity = 0
  if (!PAGES[path]) return
  const cookies = { 'set-cookie': ['country=ES; Path=/', ...(/customer|success/.test(path) ? [`private_content_version=${Date.now()}; Path=/`] : [])] }
  return { body: page(PAGES[path], session.plugin), headers: cookies }
}

async function sections({ quantity, customer }) {
  const items = quantity > 0 ? [{ item_id: '9', product_id: '42', product_sku: 'PARKA-1', product_name: 'Parka', product_price_value: 60, qty: quantity }] : []
  const data_id = Math.floor(Date.now() / 1000)
  return { customer: { ...(await run(!!customer)).customer, data_id }, cart: { items, summary_count: quantity, subtotalAmount: `${60 * quantity}.0000`, data_id } }
}

async function see(visitor, path) {
  await visitor.page.goto(path)
  await assertStarted(visitor)
  await assertMessage(visitor.page, 'welcome')
  assertItem(await assertTold(visitor.page, 'view_item'), ITEM)
}

async function finish(visitor) {
  const { page } = visitor
  await page.goto('/checkout')
  assertItem(await assertTold(page, 'begin_checkout'), ITEM)
  await page.goto('/checkout/onepage/success')
  const order = await assertTold(page, 'purchase')
  assertItem(order, ITEM)
  assert.equal(order.transaction_id, '000000101')
  const { orders, cart } = (await explain(page)).visitor
  assert.deepEqual([orders.count, orders.value, cart.value], [1, 60, 0])
  await page.goto('/customer/account')
  await assertKnown(shop, page, ANA)
  await page.goto('/checkout/cart')
  await assertKnown(shop, page, ANA)
  await page.goto('/customer/account/logoutSuccess')
  await assertGone(page, ANA.traits)
  assertQuiet(visitor)
  await visitor.leave()
}

const add = async (page, quantity, count) => {
  await page.getByRole('spinbutton').fill(quantity)
  await page.getByRole('button', { name: 'Add to Cart' }).click()
  await page.waitForFunction((count) => document.querySelector('.counter-number').textContent === count, count)
}

test('Magento: the module is registered, and its XML can be read', async () => {
  assert.deepEqual(cached.registered, ['module Shop_Barrio'])
  const visitor = await shop.newVisitor({})
  const faults = (text) => new DOMParser().parseFromString(text, 'text/xml').querySelector('parsererror')?.textContent ?? ''
  for (const name of ['etc/module.xml', 'etc/csp_whitelist.xml', 'etc/frontend/di.xml', 'view/frontend/layout/default.xml', 'view/frontend/layout/checkout_onepage_success.xml']) {
    assert.equal(await visitor.page.evaluate(faults, sample(MODULE + name)), '', name)
  }
  await visitor.leave()
})

test("Magento, with the recipe's own events", async () => {
  const visitor = await shop.newVisitor({})
  const { page } = visitor
  await see(visitor, '/parka')
  await add(page, '2', '2')
  assertItem(await assertTold(page, 'add_to_cart'), { ...ITEM, quantity: 2 })
  await assertMessage(page, 'cart')
  await add(page, '-1', '1')
  assertItem(await assertTold(page, 'remove_from_cart'), ITEM)
  await finish(visitor)
})

test("Magento, with a module that pushes GA4's events", async () => {
  const visitor = await shop.newVisitor({})
  const { page } = visitor
  await visitor.context.addCookies([{ name: 'user_allowed_save_cookie', value: '%7B%221%22%3A1%7D', url: shop.url }])
  await see(visitor, '/parka?plugin')
  const { analytics, marketing } = (await explain(page)).consent
  assert.deepEqual([analytics, marketing], [{ granted: true, by: 'api' }, { granted: true, by: 'default' }], "Magento's cookie notice is heard")
  await add(page, '1', '1')
  assertItem(await assertTold(page, 'add_to_cart'), ITEM)
  await assertMessage(page, 'cart')
  await finish(visitor)
})
