// A receiver that nobody here wrote, at another origin: what an opt-in of a real browser becomes there.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, describe, test } from 'node:test'
import { eventually, waitForMessage } from '../browser/harness.mjs'
import { call, subscribe } from '../browser/steps.mjs'
import { launchBrowser } from '../browser/visitor.mjs'
import { messages, openFarShop } from './far.mjs'
import { EVENT, makeEvents } from './shop.mjs'
import { startWebhook } from './webhook.mjs'

const browser = await launchBrowser()
const ends = [() => browser.close()]
after(async () => {
  for (const end of ends.reverse()) await end()
})

const openShop = (entry) => openFarShop(browser, startWebhook, entry, ends)

describe('the receiver webhook stores what a browser of another origin posts', { concurrency: 1 }, () => {
  test('an opt-in, with its proof, in the form of the Segment family', async () => {
    const { receiver, ana } = await openShop({ type: 'segment' })
    await call(ana.page, 'show', 'newsletter')
    await waitForMessage(ana.page)
    await subscribe(ana.page, 'ana@example.com')
    const of = (list) => list.filter(({ event }) => event === 'opt_in')
    await eventually(async () => of(messages(await receiver.received())).length > 0, { within: 10_000 })
    const [told, ...others] = of(messages(await receiver.received()))
    assert.deepEqual(others, [])
    assert.equal(told.type, 'track')
    assert.equal(told.properties.email, 'ana@example.com')
    const { consent } = told.properties
    assert.equal(consent.purpose, 'marketing')
    assert.equal(consent.text_hash, sha256(consent.text), 'the hash is that of the words')
    assert.deepEqual(ana.problems, [])
  })

  test('fifty events, each once and in order', async () => {
    const { receiver, ana } = await openShop({ type: 'segment' })
    await call(ana.page, 'consent', { analytics: true, marketing: true })
    await makeEvents(ana.page, { count: 50 })
    // The receiver answers before its command has run, so what it writes of two requests may change places: the order is
    // that in which the browser sent them.
    const sent = async () => (await receiver.received()).sort((one, other) => Date.parse(one.sentAt) - Date.parse(other.sentAt))
    const numbers = async () => messages(await sent()).filter(({ event }) => event === EVENT).map(({ properties }) => properties.n)
    await eventually(async () => (await numbers()).length >= 50, { within: 15_000 })
    assert.deepEqual(await numbers(), [...Array(50).keys()])
  })

  test('twenty events, each in a request of its own to a plain webhook', async () => {
    const { receiver, ana } = await openShop({ type: 'webhook' })
    await call(ana.page, 'consent', { analytics: true, marketing: true })
    await makeEvents(ana.page, { count: 20 })
    const numbers = async () =>
      (await receiver.received()).filter(({ event }) => event === EVENT).map(({ properties }) => properties.n)
    await eventually(async () => (await numbers()).length >= 20, { within: 15_000 })
    // The receiver answers before its command has run: several run at once, and write in any order.
    assert.deepEqual((await numbers()).sort((one, other) => one - other), [...Array(20).keys()])
    assert.deepEqual(ana.problems, [])
  })
})

/** By another program than the one that is tested. */
function sha256(text) {
  return createHash('sha256').update(text).digest('hex')
}
