// A receiver that nobody here wrote, at another origin: what an opt-in of a real browser becomes there.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { after, describe, test } from 'node:test'
import { eventually, startServer, waitForMessage } from '../browser/harness.mjs'
import { call, SPAIN, subscribe } from '../browser/steps.mjs'
import { launchBrowser, newVisitor } from '../browser/visitor.mjs'
import { copyShop, EVENT, makeEvents, PAGE } from './shop.mjs'
import { startWebhook } from './webhook.mjs'

const browser = await launchBrowser()
const ends = [() => browser.close()]
after(async () => {
  for (const end of ends.reverse()) await end()
})

/** The shop with one CRM: `entry` of a store file, at the receiver. */
async function openShop(entry) {
  // The page's origin is known when its server runs, and the server must know the receiver: first come, first served.
  const port = 20_000 + Math.floor(Math.random() * 20_000)
  const receiver = await startWebhook(`http://127.0.0.1:${port}`)
  ends.push(receiver.end)
  const storeDir = await copyShop((file) => {
    file.crm = [{ ...entry, url: receiver.url }]
    file.share = [EVENT]
  })
  ends.push(() => rm(storeDir, { recursive: true, force: true }))
  const shop = await startServer({ port, storeDir, args: ['--connect', new URL(receiver.url).origin] })
  ends.push(shop.stop)
  const ana = await newVisitor(browser, shop.url, SPAIN)
  ends.push(() => ana.context.close())
  await ana.page.goto(PAGE)
  return { receiver, ana }
}

/** The messages in what came, whether one came alone or many together. */
const messages = (records) => records.flatMap((record) => record.batch ?? record.root ?? [record])

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
    const numbers = async () =>
      messages(await receiver.received()).filter(({ event }) => event === EVENT).map(({ properties }) => properties.n)
    await eventually(async () => (await numbers()).length >= 50, { within: 15_000 })
    assert.deepEqual(await numbers(), [...Array(50).keys()])
  })
})

/** By another program than the one that is tested. */
function sha256(text) {
  return createHash('sha256').update(text).digest('hex')
}
