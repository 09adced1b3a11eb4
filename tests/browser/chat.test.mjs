// The chat button: WhatsApp, in a tab of its own, with the number of the shop and words to begin with.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventually, openShop, waitForMessage } from './harness.mjs'
import { PRODUCT, received, SPAIN } from './steps.mjs'

const shop = await openShop()

test('the chat opens in a new tab that cannot reach the shop', async () => {
  const ana = await shop.newVisitor(SPAIN)
  await ana.page.goto(PRODUCT)
  const message = await waitForMessage(ana.page)
  const opened = ana.context.waitForEvent('page')
  await message.getByRole('button', { name: 'Hablar con Lucía' }).click()
  const tab = await opened
  // The tab leads nowhere: the browser of the tests reaches this machine alone.
  const asked = await eventually(() => ana.requests.find(({ url }) => !url.startsWith(shop.url)))
  const address = new URL(asked.url)
  assert.equal(address.origin, 'https://wa.me')
  assert.equal(address.pathname, '/13125550100')
  const said = `¡Hola! Tengo una pregunta sobre Lakefront Parka.\nLakefront Parka ${shop.url}${PRODUCT}`
  assert.equal(address.searchParams.get('text'), said)
  assert.equal(await tab.evaluate(() => window.opener), null)
  assert.equal(new URL(ana.page.url()).pathname, PRODUCT, 'the shop stays where it is')
  await tab.close()
  await ana.leave()
})

test('the shop hears that somebody wants to talk, and about what', async () => {
  const events = await eventually(async () => {
    const events = await received(shop)
    return events.length > 0 && events
  })
  assert.deepEqual(events.map(({ event }) => event), ['chat_started'])
  const { agent, locale, viewing } = events[0].properties
  assert.deepEqual([agent, locale, viewing.product.sku], ['Lucía', 'es', 'PARKA-1'])
})
