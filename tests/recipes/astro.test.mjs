// The recipe for Astro: a real project, built by Astro with the recipe's components, and served by Astro's own server.
import { test } from 'node:test'
import { ANA, ITEM, build, openApp } from './app.mjs'
import { assertGone, assertKnown, assertQuiet, assertTold, buyByRouter } from './journey.mjs'
import { recipe } from './recipe.mjs'

const sample = recipe('astro')
const FILES = ['src/components/Barrio.astro', 'src/layouts/Layout.astro', 'src/components/AddToCart.astro', 'src/components/Track.astro']
const folder = build('astro', Object.fromEntries(FILES.map((file) => [file, sample(file)])), ['node_modules/astro/astro.js', 'build'], ['dist', '.astro'])
const shop = await openApp(folder, 'dist/client', () => ['dist/server/entry.mjs'])

test('Astro: from the product to the order, logged in and out again', async () => {
  const visitor = await shop.newVisitor()
  const { page, context } = visitor
  await buyByRouter(visitor, ITEM)
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
