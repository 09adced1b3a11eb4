// Drives the real endpoint over HTTP on loopback, then stops and starts it under load: node bench/collect.mjs
// BARRIO_SERVER names the program. What was acknowledged is sent again at the end: all of it must be known.
import { Agent, request } from 'node:http'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { startServer } from '../tests/browser/server.mjs'

/** Events per second that the endpoint is to take. */
const WANTED = 5_000
const BATCH = 50
/** Devices that send at once, each its next batch when the one before is acknowledged. */
const DEVICES = 16
const SECONDS = 6
const RESTARTS = 3

const folder = await mkdtemp(join(tmpdir(), 'barrio-bench-'))
const db = join(folder, 'barrio.db')
const agent = new Agent({ keepAlive: true, maxSockets: DEVICES })

const context = {
  locale: 'es-ES', timezone: 'Europe/Madrid', country: 'ES', country_source: 'timezone', device: 'mobile',
  page: { url: 'https://shop.example/p/parka.html', path: '/p/parka.html', title: 'Lakeshore parka' },
  campaign: { source: 'newsletter', medium: 'email', name: 'november', channel: 'Email' },
  first_touch: { source: 'instagram', medium: 'paid_social', landing_page: '/', time: '2026-11-18T08:00:00.000Z' },
  lifecycle: 'probable', visit: { number: 2 }, library: { name: 'barrio', version: '0.1.0' },
}

const message = (device, number) => ({
  messageId: `${device}-${number}`, type: 'track', event: 'add_to_cart', anonymousId: device, userId: null,
  timestamp: new Date().toISOString(), properties: { item_id: 'PARKA-1', price: 189, quantity: 1, n: number }, context,
})

function body(device, batch) {
  const messages = Array.from({ length: BATCH }, (_, index) => message(device, batch * BATCH + index))
  return JSON.stringify({ batch: messages, sentAt: new Date().toISOString() })
}

/** Posts; gives the receipt, or nothing where there was no answer of 200. */
function post(url, text) {
  return new Promise((resolve) => {
    const headers = { 'content-type': 'text/plain', 'content-length': Buffer.byteLength(text) }
    const sent = request(`${url}/collect`, { method: 'POST', agent, headers, timeout: 10_000 }, async (answer) => {
      let words = ''
      try {
        for await (const chunk of answer.setEncoding('utf8')) words += chunk
      } catch {
        return resolve()
      }
      resolve(answer.statusCode === 200 ? JSON.parse(words) : undefined)
    })
    sent.once('timeout', () => sent.destroy())
    sent.once('error', () => resolve())
    sent.end(text)
  })
}

/** Sends batch after batch until `end()`; a batch without an answer is sent again, as the outbox does. */
async function drive(url, device, end, tally) {
  const { acknowledged } = tally
  for (let batch = acknowledged.get(device)?.length ?? 0; !end(); batch++) {
    const text = body(device, batch)
    let receipt
    while (!(receipt = await post(url, text))) {
      tally.retries++
      await delay(20)
    }
    tally.accepted += receipt.accepted
    acknowledged.set(device, [...(acknowledged.get(device) ?? []), text])
  }
}

const tally = { acknowledged: new Map(), accepted: 0, retries: 0 }
const load = (url, end) => Promise.all(Array.from({ length: DEVICES }, (_, n) => drive(url, `device-${n}`, end, tally)))

/** Milliseconds from now, as a condition. */
const after = (seconds, began = Date.now()) => () => Date.now() - began > seconds * 1000

let server = await startServer({ db, args: ['--rate', '0'] })
const { port } = new URL(server.url)
try {
  const began = Date.now()
  await load(server.url, after(SECONDS))
  const perSecond = Math.round(tally.accepted / ((Date.now() - began) / 1000))

  const driven = load(server.url, after(RESTARTS * 1.5 + 1))
  for (let restart = 0; restart < RESTARTS; restart++) {
    await delay(1_000)
    await server.stop()
    await delay(200)
    server = await startServer({ db, port, args: ['--rate', '0'] })
  }
  await driven

  const batches = [...tally.acknowledged.values()].flat()
  const again = { lost: 0 }
  for (const text of batches) again.lost += (await post(server.url, text))?.accepted ?? BATCH
  const { contacts } = await server.crm(`contacts?limit=${DEVICES}`)
  const stored = contacts.reduce((sum, { events }) => sum + events, 0)
  const made = batches.length * BATCH
  const reached = perSecond >= WANTED
  console.log(
    `/collect, batches of ${BATCH} from ${DEVICES} devices: ${perSecond} events per second (wanted: ${WANTED}, ${reached ? 'reached' : 'missed'})`,
  )
  console.log(
    `stopped and started ${RESTARTS} times under load: ${made} acknowledged, ${again.lost} of them lost, ${stored - made} stored twice, ${tally.retries} tries without an answer`,
  )
  process.exitCode = reached && again.lost === 0 && stored === made ? 0 : 1
} finally {
  agent.destroy()
  await server.stop()
  await rm(folder, { recursive: true, force: true })
}
