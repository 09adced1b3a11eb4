// n8n at another origin: what an opt-in of a real browser becomes in its executions. Fetches 1.4 GB the first time.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { eventually, waitForMessage } from '../browser/harness.mjs'
import { call, subscribe } from '../browser/steps.mjs'
import { launchBrowser } from '../browser/visitor.mjs'
import { messages, openFarShop } from './far.mjs'
import { startN8n } from './n8n.mjs'

const browser = await launchBrowser()
const ends = [() => browser.close()]
after(async () => {
  for (const end of ends.reverse()) await end()
})

test('n8n stores an opt-in with its proof, once', { timeout: 40 * 60_000 }, async () => {
  const { receiver, ana } = await openFarShop(browser, startN8n, { type: 'segment' }, ends)
  await call(ana.page, 'show', 'newsletter')
  await waitForMessage(ana.page)
  await subscribe(ana.page, 'ana@example.com')
  const optIns = async () => messages((await receiver.received()).map(read)).filter(({ event }) => event === 'opt_in')
  await eventually(async () => (await optIns()).length > 0, { within: 20_000, every: 1_000 })
  const [told, ...others] = await optIns()
  assert.deepEqual(others, [])
  assert.equal(told.properties.email, 'ana@example.com')
  assert.equal(told.properties.consent.purpose, 'marketing')
  assert.deepEqual(ana.problems, [])
})

/** What is posted as text it stores as text. */
const read = (body) => (typeof body === 'string' ? JSON.parse(body) : body)
