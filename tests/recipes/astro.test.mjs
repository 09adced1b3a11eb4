// The recipe for Astro: a real project, built by Astro with the recipe's components, and served by Astro's own server.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventually } from '../browser/harness.mjs'
import { build, openApp } from './app.mjs'
import { assertGone, assertItem, assertKnown, assertMessage, assertQuiet, assertStarted, assertTold, explain } from './journey.mjs'
import { recipe } from './recipe.mjs'

const sample = recipe('astro')
const FILES = ['src/components/Barrio.astro', 'src/layouts/Layout.astro', 'src/components/AddToCart.astro', 'src/components/Track.astro']
const folder = build('astro', Object.fromEntries(FILES.map((file) => [file, sample(file)])), ['node_modules/astro/astro.js', 'build'], ['dist', '.astro'])
const shop = await openApp(folder, 'dist/client', () => ['dist/server/entry.mjs'])

const ITEM = { id: 'PARKA-1', price: 60, currency: 'EUR', quantity: 1 }
const ANA = { id: '7', traits: { first_name: 'Ana </script>' } }

test('Astro: from the product to the order, logged in and out again', async () => {
  const visitor = await shop.newVisitor()
  const { page, context } = visitor
  await page.goto('/parka')
  await assertStarted(visitor)
  await assertMessage(page, 'welcome')
  assertItem(await assertTold(page, 'view_item'), ITEM)
  await page.getByRole('button', { name: 'Add to cart' }).click()
  assertItem(await assertTold(page, 'add_to_cart'), ITEM)
  await assertMessage(page, 'cart')
  await page.evaluate(() => (window.stays = true))
  await page.getByRole('link', { name: 'Checkout' }).click()
  await page.getByRole('heading', { name: 'Checkout' }).waitFor()
  assertItem(await assertTold(page, 'begin_checkout'), ITEM)
  await page.getByRole('link', { name: 'Pay' }).click()
  await page.getByRole('heading', { name: 'Thanks' }).waitFor()
  const order = await assertTold(page, 'purchase')
  assertItem(order, ITEM)
  const { visitor: ana } = await explain(page)
  assert.deepEqual([ana.orders.count, ana.cart.value], [1, 0])
  const pages = async () => (await explain(page)).visitor.visit.pages === 3
  assert.ok(await eventually(pages), 'each page is a page view')
  assert.equal(await page.evaluate(() => window.stays), true, 'the router changed the page, and barrio went on')
  await context.addCookies([{ name: 'customer', value: '7', url: shop.url }])
  await page.goto('/')
  await assertKnown(shop, page, ANA)
  await page.getByRole('link', { name: 'Parka' }).click()
  await assertTold(page, 'view_item', 2)
  await context.clearCookies()
  await page.getByRole('link', { name: 'Checkout' }).click()
  await assertGone(page, ANA.traits)
  assertQuiet(visitor)
  await visitor.leave()
})
