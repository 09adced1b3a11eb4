// The first thing that must hold: the shop is served, and barrio's presence disturbs nothing.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { axe, openShop, screenshot } from './harness.mjs'

const shop = await openShop()

test('the home page loads without a complaint, and takes the loader, the module and the wasm', async () => {
  const visitor = await shop.newVisitor()
  const isWasm = (response) => response.url().endsWith('/barrio/barrio_bg.wasm')
  const [wasm, answer] = await Promise.all([visitor.page.waitForResponse(isWasm), visitor.page.goto('/')])
  assert.equal(answer.status(), 200)
  assert.ok(await visitor.page.title(), 'the page has a title')
  assert.ok(wasm.ok(), 'the wasm is served')
  const paths = visitor.requests.map(({ path }) => path)
  for (const path of ['/barrio/barrio.js', '/barrio/index.js', '/barrio.json']) {
    assert.ok(paths.includes(path), `${path} is fetched`)
  }
  assert.deepEqual(visitor.problems, [])
  await screenshot(visitor.page, 'home')
  await visitor.leave()
})

test('nothing is fetched from elsewhere', async () => {
  const visitor = await shop.newVisitor()
  await visitor.page.goto('/', { waitUntil: 'networkidle' })
  const elsewhere = visitor.requests.filter(({ url }) => !url.startsWith(shop.url) && !url.startsWith('data:'))
  assert.deepEqual(elsewhere, [])
  await visitor.leave()
})

test('axe-core finds no violation on the home page', async () => {
  const visitor = await shop.newVisitor()
  await visitor.page.goto('/')
  assert.deepEqual(await axe(visitor.page), [])
  await visitor.leave()
})
