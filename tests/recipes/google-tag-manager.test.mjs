// The recipe for Google Tag Manager: its Custom HTML tags put in by a stand-in for the container, under a strict policy; with
// Consent Mode, with events from before and after, and with a container that comes after barrio.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { eventually } from '../browser/harness.mjs'
import { call, keptKeys, ready } from '../browser/steps.mjs'
import { assertGone, assertItem, assertKnown, assertQuiet, assertStarted, assertTold, explain, journal, lookAndAdd } from './journey.mjs'
import { fill, recipe } from './recipe.mjs'
import { openPlatform } from './shop.mjs'

const sample = recipe('google-tag-manager')
const plain = recipe('plain-html', { some: true })
const NONCE = 'c2FtcGxl'
const ITEM = { id: 'PARKA-1', price: 60, currency: 'EUR', quantity: 1 }
const ANA = { id: '7', traits: {} }
const nonced = (html) => html.replaceAll('<script', `<script nonce="${NONCE}"`)

const local = (html) => fill(html, { 'https://shop.example/barrio/barrio.json': '/barrio/barrio.json', 'https://shop.example/barrio/': '/barrio/' })
const CONTAINER = {
  variables: { Country: 'country', 'Customer ID': 'user_id' },
  tags: [
    { on: ['gtm.init'], once: true, html: local(sample('Custom HTML tag: barrio')) },
    { on: ['login', 'logout'], html: sample('Custom HTML tag: barrio, on login and logout') },
  ],
}
const push = (event, more) => `dataLayer.push({ ecommerce: null }); dataLayer.push(${JSON.stringify({ event, ecommerce: { currency: 'EUR', value: 60, items: [{ item_id: 'PARKA-1', item_name: 'Parka', price: 60, quantity: 1 }], ...more } })})`
const EVENTS = { '/parka': push('view_item'), '/checkout': push('begin_checkout'), '/thanks': push('purchase', { transaction_id: 'T-7' }), '/': '' }
const DENIED = `function gtag() { dataLayer.push(arguments) } gtag('consent', 'default', { ad_storage: 'denied', ad_user_data: 'denied', ad_personalization: 'denied', analytics_storage: 'denied', functionality_storage: 'denied', personalization_storage: 'denied', wait_for_update: 500 })`

/** The container's snippet, as Google's nonce-aware one: it puts the script in and hands the nonce on. */
const SNIPPET = `window.dataLayer = window.dataLayer || []; dataLayer.push({ 'gtm.start': Date.now(), event: 'gtm.js' }); const j = document.createElement('script'); j.async = true; j.src = '/gtm.js'; j.nonce = document.querySelector('[nonce]').nonce; document.head.append(j)`

const shop = await openPlatform({
  folder: '/barrio/', config: '/barrio/barrio.json', answer,
  policy: (crm) => fill(`default-src 'self'; ${sample('the header Content-Security-Policy').trim()}`, { NONCE, 'https://shop.example': "'self'", 'https://crm.example': crm }),
})

async function answer({ path, query, session }) {
  if (path === '/gtm.js') return { type: 'text/javascript', body: await readFile(new URL('gtm/container.js', import.meta.url)) }
  if (path === '/icon.svg') return { type: 'image/svg+xml', body: '<svg xmlns="http://www.w3.org/2000/svg"/>' }
  if (!(path in EVENTS)) return
  const container = query.has('late') ? { ...CONTAINER, tags: CONTAINER.tags.slice(1) } : CONTAINER
  const own = query.has('late') ? fill(plain('every page, before </head>'), { '/barrio.json': '/barrio/barrio.json', COUNTRY: 'ES' }) : ''
  const values = fill(sample("the shop's pages, above the container"), { COUNTRY: 'ES', CUSTOMER: JSON.stringify(session.customer) })
  const late = query.has('late') ? `window.startContainer = () => { ${SNIPPET} }` : SNIPPET
  return nonced(`<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Shop</title><link rel="icon" href="/icon.svg">${values}
<script>${query.has('denied') ? DENIED : ''}</script><script>window.container = ${JSON.stringify(container).replaceAll('<', '\\u003c')}; ${EVENTS[path]}</script>${own}<script>${late}</script></head>
<body><h1>Shop</h1><button id="add">Add to cart</button><script>document.getElementById('add').onclick = () => { ${push('add_to_cart')} }</script></body></html>`)
}

const nothingOfGtm = async (page) => {
  const names = Object.entries(await call(page, 'export')).filter(([key]) => key.startsWith('journal/')).flatMap(([, events]) => events.map(([, name]) => name))
  assert.deepEqual(names.filter((name) => /^gtm\./.test(name)), [])
}

test('Tag Manager: the tag starts barrio, which hears what was pushed before and after', async () => {
  const visitor = await shop.newVisitor({})
  const { page } = visitor
  await lookAndAdd(visitor, ITEM)
  assert.equal(await page.evaluate(() => dataLayer.push({ event: 'other' })), true, 'what Tag Manager answers is what the page gets')
  await page.goto('/checkout')
  assertItem(await assertTold(page, 'begin_checkout'), ITEM)
  await page.goto('/thanks')
  assertItem(await assertTold(page, 'purchase'), ITEM)
  await nothingOfGtm(page)
  await page.evaluate(() => dataLayer.push({ event: 'login', user_id: '7' }))
  await assertKnown(shop, page, ANA)
  await page.evaluate(() => dataLayer.push({ event: 'logout', user_id: null }))
  await assertGone(page, ANA.traits)
  assertQuiet(visitor)
  await visitor.leave()
})

test('Tag Manager: with Consent Mode denied, barrio runs and keeps nothing until the yes', async () => {
  const visitor = await shop.newVisitor({})
  const { page } = visitor
  await page.goto('/parka?denied')
  await ready(page)
  assert.deepEqual((await explain(page)).consent.analytics, { granted: false, by: 'consent_mode' })
  assert.deepEqual(await keptKeys(page), [])
  await page.evaluate(() => gtag('consent', 'update', { ad_storage: 'granted', ad_user_data: 'granted', ad_personalization: 'granted', analytics_storage: 'granted', functionality_storage: 'granted', personalization_storage: 'granted' }))
  assert.ok(await eventually(async () => (await explain(page)).consent.marketing.granted))
  await page.getByRole('button', { name: 'Add to cart' }).click()
  assertItem(await assertTold(page, 'add_to_cart'), ITEM)
  assertQuiet(visitor)
  await visitor.leave()
})

test('Tag Manager that comes after barrio takes over the push, and nothing is heard twice', async () => {
  const visitor = await shop.newVisitor({})
  const { page } = visitor
  await page.goto('/parka?late')
  await assertStarted(visitor)
  await page.getByRole('button', { name: 'Add to cart' }).click()
  await assertTold(page, 'add_to_cart')
  await page.evaluate(() => startContainer())
  await page.waitForFunction(() => window.google_tag_manager)
  await page.getByRole('button', { name: 'Add to cart' }).click()
  assertItem(await assertTold(page, 'add_to_cart', 2), ITEM)
  assert.equal((await journal(page, 'view_item')).length, 1)
  await nothingOfGtm(page)
  assertQuiet(visitor)
  await visitor.leave()
})
