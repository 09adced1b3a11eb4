// What recording costs the page of a shop, in a real browser with the shipped package: many events in one go, a steady
// flow on a slow processor, and a full outbox at the start. `cargo xtask bench` runs it.
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { launchBrowser, newVisitor } from '../tests/browser/visitor.mjs'
import { median } from './timing.mjs'
import { longest, mainTasks, traced } from './trace.mjs'

/** So many events in one go, and what each may cost, in microseconds. */
const EVENTS = 10_000
const MOST_EACH = 10
/** Rounds of what is timed, in processor time of the page's main thread: that of a busy machine says little otherwise. */
const ROUNDS = 7
/** A steady flow: for so many seconds, on a processor so many times slower, and what a task may take, in milliseconds. */
const SECONDS = 10
const SLOWER = 4
const MOST_TASK = 50
/** What taking up a full outbox may take, in milliseconds. */
const MOST_RECOVERY = 20

const STORE = {
  version: 1,
  store: { name: 'Shop', country: 'US', locale: 'en-US' },
  consent: { default: 'granted' },
  share: ['view_item'],
  crm: [{ type: 'segment', url: '/collect', writeKey: 'bench' }],
  campaigns: [],
}
const PAGE = '<!doctype html><title>A shop</title><link rel="icon" href="data:,"><p>A shop</p>'
const TYPES = { js: 'text/javascript', wasm: 'application/wasm', json: 'application/json' }

/** A shop whose CRM is down: whatever is recorded stays on the device. */
async function startShop() {
  const server = createServer(async ({ url }, answer) => {
    if (url === '/') return answer.setHeader('Content-Type', 'text/html').end(PAGE)
    if (url.startsWith('/collect')) return answer.writeHead(503).end()
    const file = await readFile(new URL(`../pkg/dist${url}`, import.meta.url)).catch(() => undefined)
    answer.writeHead(file ? 200 : 404, { 'Content-Type': TYPES[url.split('.').pop()] ?? 'text/plain' }).end(file)
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${server.address().port}/`, stop: () => server.close() }
}

const begin = (page) =>
  page.evaluate(async (config) => {
    const { init } = await import('/index.js')
    window.shop = await init({ config, allowWebdriver: true })
    window.event = (number) => ({ item_id: `SKU-${number % 500}`, value: 10 + (number % 90) })
  }, STORE)

/** A visitor of their own, on the page. */
async function withPage({ browser, url }, act) {
  const { context, page } = await newVisitor(browser, url)
  await page.goto(url)
  await begin(page)
  const session = await context.newCDPSession(page)
  const result = await act(page, session)
  await context.close()
  return result
}

/** Seconds that the page's main thread has worked. */
async function worked(session) {
  const { metrics } = await session.send('Performance.getMetrics')
  return metrics.find(({ name }) => name === 'ThreadTime').value
}

/** Microseconds for each event, with all of them on the device, how many are there, and the bytes of each. */
async function inOneGo(page, session) {
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  const before = await worked(session)
  await page.evaluate(async (count) => {
    for (let number = 0; number < count; number++) shop.track('view_item', event(number))
    // What one task of the page tells is taken in the microtask after it: before this one.
    await undefined
  }, EVENTS)
  const each = ((await worked(session)) - before) * (1e6 / EVENTS)
  const device = await page.evaluate(() => {
    const segments = Object.keys(localStorage).filter((key) => key.startsWith('barrio:outbox/'))
    // The five parts before the messages say what they have in common.
    const kept = segments.reduce((sum, key) => sum + JSON.parse(localStorage[key]).length - 5, 0)
    const bytes = segments.reduce((sum, key) => sum + key.length + localStorage[key].length, 0)
    return { kept, perEvent: bytes / kept }
  })
  return { each, ...device }
}

/** The longest task of the page's main thread, in milliseconds, while events come at 100 a second. */
async function steadyFlow(page, session) {
  await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWER })
  const trace = await traced(page, () =>
    page.evaluate(
      (count) =>
        new Promise((resolve) => {
          let number = 0
          const timer = setInterval(() => {
            shop.track('view_item', event(number))
            if (++number < count) return
            clearInterval(timer)
            resolve()
          }, 10)
        }),
      SECONDS * 100,
    ),
  )
  const tasks = mainTasks(trace)
  return { tasks: tasks.length, longest: longest(tasks) }
}

/** Fills the outbox, an event at a time. Gives its bytes. */
const fill = (page) =>
  page.evaluate(async () => {
    shop.track('view_item', event(0))
    // Till this tab is the one that sends.
    await new Promise((resolve) => setTimeout(resolve, 500))
    for (let number = 0; number < 20_000; number++) {
      shop.track('view_item', event(number))
      await undefined
      if (number % 500 === 0 && (await shop.explain()).outbox.dropped) break
    }
    return { ...(await shop.explain()).outbox, records: Object.keys(localStorage).length }
  })

/** Milliseconds from the first record that is read to the end of the step that takes them up, in each round. */
async function recover(page) {
  const { origin } = new URL(page.url())
  await page.addInitScript(() => {
    // One is always there to be read.
    localStorage['barrio:consent'] = '{}'
    const once = (name) => performance.getEntriesByName(name).length || performance.mark(name)
    const read = Storage.prototype.getItem
    let begun = false
    Storage.prototype.getItem = function (key) {
      if (!begun) once('read from')
      begun = true
      return read.call(this, key)
    }
    // What the shell asks after its first step.
    const { DisplayNames } = Intl
    Intl.DisplayNames = function (...values) {
      once('read until')
      return new DisplayNames(...values)
    }
  })
  const times = []
  for (let round = 0; round < ROUNDS; round++) {
    const trace = await traced(page, async () => {
      await page.goto(origin)
      await begin(page)
    })
    const time = (mark) => trace.find(({ name, tts }) => name === mark && tts).tts
    times.push((time('read until') - time('read from')) / 1000)
  }
  return times
}

const figure = (number) => number.toFixed(number < 100 ? 1 : 0)
const verdict = (is) => (is ? 'reached' : 'missed')

const shop = await startShop()
const browser = await launchBrowser()
const at = { browser, url: shop.url }
const rounds = []
for (let round = 0; round < ROUNDS; round++) rounds.push(await withPage(at, inOneGo))
const each = median(rounds.map(({ each }) => each))
const kept = Math.min(...rounds.map(({ kept }) => kept))
const quick = each < MOST_EACH && kept === EVENTS
console.log(
  `${EVENTS} events in one go: ${figure(each)} µs each (wanted: under ${MOST_EACH}, ${verdict(quick)}), ` +
    `${kept} of them on the device, ${figure(rounds[0].perEvent)} bytes each`,
)

const flow = await withPage(at, steadyFlow)
const smooth = flow.tasks > 0 && flow.longest < MOST_TASK
console.log(
  `100 events a second for ${SECONDS} s on a processor ${SLOWER} times slower: the longest of ${flow.tasks} tasks took ` +
    `${figure(flow.longest)} ms (wanted: under ${MOST_TASK}, ${verdict(smooth)})`,
)

const { outbox, times } = await withPage(at, async (page) => ({ outbox: await fill(page), times: await recover(page) }))
// A start without an outbox takes its time too.
const without = await withPage(at, recover)
const full = outbox.bytes > 990_000 && outbox.dropped
const recovery = median(times) - median(without)
const ready = full && recovery < MOST_RECOVERY
console.log(
  `A full outbox at the start (${outbox.bytes} bytes, ${outbox.waiting} messages in ${outbox.records} records): ` +
    `${figure(recovery)} ms more than an empty one (wanted: under ${MOST_RECOVERY}, ${verdict(ready)})`,
)
await browser.close()
shop.stop()
if (!(quick && smooth && ready)) process.exitCode = 1
