// The recipe for plain HTML: its own snippets, on pages under its own policy.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertGone, assertItem, assertKnown, assertMessage, assertQuiet, assertStarted, assertTold, explain } from './journey.mjs'
import { fill, recipe } from './recipe.mjs'
import { openPlatform } from './shop.mjs'

const sample = recipe('plain-html')
const ITEM = { id: 'PARKA-1', price: 60, currency: 'EUR' }
const ANA = { id: '7', traits: { first_name: 'Ana' } }
const NONCE = 'c2FtcGxl'

const nonced = (html) => html.replaceAll('<script>', `<script nonce="${NONCE}">`)

const page = (session, body, lang = 'en') => {
  const customer = session.customer
    ? fill(sample('a page of somebody who is logged in'), { 'CUSTOMER-ID': ANA.id, 'FIRST-NAME': ANA.traits.first_name })
    : sample('a page of a guest')
  const head = fill(sample('every page, before </head>'), { COUNTRY: 'ES' })
  return nonced(`<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><title>Shop</title><link rel="icon" href="/icon.svg">${head}</head><body>${customer}${body}</body></html>`)
}

const PRODUCT = `<main itemscope itemtype="https://schema.org/Product"><h1 itemprop="name">Parka</h1><meta itemprop="sku" content="PARKA-1">
<div itemprop="offers" itemscope itemtype="https://schema.org/Offer"><span itemprop="price" content="60.00">60,00 €</span><meta itemprop="priceCurrency" content="EUR"></div>
${sample('the button that puts something into the cart')}<a href="/checkout">Checkout</a></main>`

const VIEW = `<script>window.dataLayer = window.dataLayer || []; function gtag() { dataLayer.push(arguments) }
gtag('event', 'view_item', { currency: 'EUR', value: 60, items: [{ item_id: 'PARKA-1', item_name: 'Parka', price: 60 }] })</script>`
const CHECKOUT = `<h1>Checkout</h1><script>(window.dataLayer ||= []).push({ event: 'begin_checkout', ecommerce: { currency: 'EUR', value: 60, items: [{ item_id: 'PARKA-1', price: 60, quantity: 1 }] } })</script>`

const shop = await openPlatform({
  folder: '/barrio/',
  policy: (crm) => fill(sample('the header Content-Security-Policy').trim(), { NONCE, CRM: crm }),
  answer({ path, session }) {
    if (path === '/login') session.customer = ANA
    if (path === '/logout') session.customer = null
    if (path === '/icon.svg') return { type: 'image/svg+xml', body: '<svg xmlns="http://www.w3.org/2000/svg"/>' }
    const bodies = { '/': '<h1>Home</h1>', '/login': '<h1>Hello Ana</h1>', '/logout': '<h1>Good-bye</h1>', '/parka': VIEW + PRODUCT, '/checkout': CHECKOUT, '/thanks': `<h1>Thanks</h1>${sample('the page after the order')}` }
    return bodies[path] && page(session, bodies[path])
  },
})

test('plain HTML: from the first page to the order, logged in and out again', async () => {
  const visitor = await shop.newVisitor({})
  const { page } = visitor
  await page.goto('/parka')
  await assertStarted(visitor)
  await assertMessage(page, 'welcome')
  assertItem(await assertTold(page, 'view_item'), ITEM)
  const { product } = (await explain(page)).visitor
  assert.deepEqual([product.sku, product.price, product.currency], ['PARKA-1', 60, 'EUR'], 'the markup of the page is read')
  await page.getByRole('button', { name: 'Add to cart' }).click()
  assertItem(await assertTold(page, 'add_to_cart'), ITEM)
  await assertMessage(page, 'cart')
  await page.getByRole('link', { name: 'Checkout' }).click()
  assertItem(await assertTold(page, 'begin_checkout'), { ...ITEM, quantity: 1 })
  await page.goto('/login')
  await assertKnown(shop, page, ANA)
  await page.goto('/thanks')
  const order = await assertTold(page, 'purchase')
  assertItem(order, { ...ITEM, quantity: 1 })
  assert.equal(order.transaction_id, 'T-1001')
  const { orders, cart } = (await explain(page)).visitor
  assert.deepEqual([orders.count, orders.value, cart.value], [1, 60, 0])
  await page.goto('/logout')
  await assertGone(page, ANA.traits)
  assertQuiet(visitor)
  await visitor.leave()
})
