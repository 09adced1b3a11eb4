// The recipe for Next.js: a real project, built by Next.js with the recipe's files and served by `next start`, under the
// recipe's own policy.
import { test } from 'node:test'
import { ANA, ITEM, build, openApp } from './app.mjs'
import { assertGone, assertKnown, assertQuiet, buyByRouter } from './journey.mjs'
import { recipe } from './recipe.mjs'

const sample = recipe('nextjs')
const NEXT = 'node_modules/next/dist/bin/next'
const FILES = ['app/barrio.jsx', 'app/layout.jsx', 'app/add-to-cart.jsx', 'proxy.js']
const folder = build('next', Object.fromEntries(FILES.map((file) => [file, sample(file)])), [NEXT, 'build'], ['.next'])
const shop = await openApp(folder, 'public', (port) => [NEXT, 'start', '-H', '127.0.0.1', '-p', String(port)])

test('Next.js: from the product to the order, logged in and out again', async () => {
  const visitor = await shop.newVisitor()
  const { page, context } = visitor
  await buyByRouter(visitor, ITEM)
  await context.addCookies([{ name: 'customer', value: '7', url: shop.url }])
  await page.goto('/')
  await assertKnown(shop, page, ANA)
  await context.clearCookies()
  await page.goto('/checkout')
  await assertGone(page, ANA.traits)
  assertQuiet(visitor)
  await visitor.leave()
})
