// The recipe for PrestaShop: its module run by PHP and its templates by Smarty, on pages with the classic theme's markup;
// once with the events of the recipe, once with the calls of the module ps_googleanalytics.
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { assertGone, assertItem, assertKnown, assertMessage, assertQuiet, assertStarted, assertTold, explain } from './journey.mjs'
import { php, writeSamples } from './php.mjs'
import { recipe } from './recipe.mjs'
import { openPlatform } from './shop.mjs'

const SMARTY = process.env.BARRIO_SMARTY ?? '/usr/share/php/smarty4/Smarty.class.php'
if (!existsSync(SMARTY)) throw new Error('Smarty is not there: install it (Debian: `apt-get install smarty4`), or name its Smarty.class.php in BARRIO_SMARTY.')

const sample = recipe('prestashop')
const ITEM = { id: 'PARKA-1', price: 60, currency: 'EUR', quantity: 1 }
const ANA = { id: '7', traits: { first_name: 'Ana </script>', email: 'ana@example.com', orders_count: 2 } }
const MODULE = 'modules/barrio/'
const files = writeSamples({
  'barrio.php': sample(`${MODULE}barrio.php`),
  'head.tpl': sample(`${MODULE}views/templates/hook/head.tpl`),
  'order.tpl': sample(`${MODULE}views/templates/hook/order.tpl`),
})
const file = (name) => fileURLToPath(new URL(`prestashop/${name}`, import.meta.url))
const PAGES = { '/': 'index', '/parka': 'product', '/cart': 'cart', '/order': 'checkout', '/order-confirmation': 'order-confirmation', '/my-account': 'my-account', '/logout': 'index' }
const LINE = { id_product: 42, id_product_attribute: '7', id_customization: '0', reference: 'PARKA-1', name: 'Parka', price: '60,00 €', price_amount: 60 }

const shop = await openPlatform({ folder: `/${MODULE}dist/`, config: `/${MODULE}dist/barrio.json`, answer })

async function answer({ path, query, method, form, session }) {
  session.quantity ??= 0
  if (path === `/${MODULE}views/js/events.js`) return { type: 'text/javascript', body: sample(path.slice(1)) }
  if (path === '/core.js' || path === '/ps_googleanalytics.js') return { type: 'text/javascript', body: await readFile(file(path)) }
  if (path === '/cart' && method === 'POST') {
    session.quantity += Number(form.qty)
    const cart = { products: session.quantity > 0 ? [{ ...LINE, quantity: session.quantity }] : [], products_count: session.quantity }
    return { success: true, id_product: 42, quantity: session.quantity, cart }
  }
  if (query.has('plugin')) session.plugin = true
  if (path === '/my-account') session.customer = ANA
  if (path === '/logout') session.customer = null
  const page = PAGES[path]
  if (page === 'order-confirmation') session.quantity = 0
  return page && php(file('page.php'), { page, files, smarty: SMARTY, compile: dirname(files['barrio.php']), quantity: session.quantity, customer: !!session.customer, plugin: !!session.plugin })
}

async function see(visitor, path) {
  const { page } = visitor
  await page.goto(path)
  await assertStarted(visitor)
  await assertMessage(page, 'welcome')
  const { product } = (await explain(page)).visitor
  assert.deepEqual([product.sku, product.price, product.currency], ['PARKA-1', 60, 'EUR'], "the theme's microdata is read")
}

async function add(page, quantity, count) {
  await page.getByRole('spinbutton').fill(quantity)
  await page.getByRole('button', { name: 'Add to cart' }).click()
  await page.waitForFunction((count) => document.querySelector('.cart-products-count').textContent === count, `(${count})`)
}

test("PrestaShop, with the recipe's own events", async () => {
  const visitor = await shop.newVisitor({})
  const { page } = visitor
  await see(visitor, '/parka')
  assertItem(await assertTold(page, 'view_item'), ITEM)
  await add(page, '2', 2)
  assertItem(await assertTold(page, 'add_to_cart'), { ...ITEM, quantity: 2 })
  await assertMessage(page, 'cart')
  await add(page, '-1', 1)
  assertItem(await assertTold(page, 'remove_from_cart'), ITEM)
  assert.equal((await explain(page)).visitor.cart.value, 60)
  await page.goto('/cart')
  assertItem(await assertTold(page, 'view_cart'), ITEM)
  await page.goto('/order')
  assertItem(await assertTold(page, 'begin_checkout'), ITEM)
  await page.goto('/order-confirmation')
  const order = await assertTold(page, 'purchase')
  assertItem(order, ITEM)
  assert.equal(order.transaction_id, 'XKBKNABJK')
  assert.equal((await explain(page)).visitor.orders.count, 1)
  await page.goto('/my-account')
  await assertKnown(shop, page, ANA)
  await page.goto('/logout')
  await assertGone(page, ANA.traits)
  assertQuiet(visitor)
  await visitor.leave()
})

test('PrestaShop, with the calls of ps_googleanalytics', async () => {
  const visitor = await shop.newVisitor({})
  const { page } = visitor
  const item = { ...ITEM, id: '42' }
  await see(visitor, '/parka?plugin')
  assertItem(await assertTold(page, 'view_item'), item)
  await add(page, '1', 1)
  await page.goto('/cart')
  assertItem(await assertTold(page, 'add_to_cart'), item)
  await assertMessage(page, 'cart')
  await page.goto('/order')
  await assertTold(page, 'begin_checkout')
  assert.equal((await explain(page)).visitor.cart.value, 60, 'a checkout without items leaves the cart as it is')
  await page.goto('/order-confirmation')
  const order = await assertTold(page, 'purchase')
  assertItem(order, item)
  assert.equal(order.transaction_id, 5)
  assert.equal((await explain(page)).visitor.orders.count, 1)
  assertQuiet(visitor)
  await visitor.leave()
})
