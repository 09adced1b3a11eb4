// How long `explain()` of 50 campaigns takes, in Node.js and in a real browser. `cargo xtask bench` runs it.
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { launchBrowser } from '../tests/browser/visitor.mjs'
import { createEngine } from '../pkg/dist/index.js'
import { holds } from './rivals.mjs'
import { BEGIN, arrival, createConditions, createEvents, createStore } from './shop.mjs'

const CAMPAIGNS = 50
/** Milliseconds that it may take. */
const MOST = 2

const dist = new URL('../pkg/dist/', import.meta.url)

/** The store, and a visit of twenty events. */
function createVisit() {
  const events = createEvents(20)
  const conditions = createConditions(CAMPAIGNS, events.map(({ attributes }) => attributes), holds)
  const inputs = [...arrival(), ...events.map(({ input }) => input)]
  return { store: createStore(conditions, () => ({ on: 'page_view' })), inputs, now: BEGIN }
}

/** Milliseconds for one `explain()`: the median of many, each timed alone. Runs here and in the page. */
function time(engine, { inputs, now }) {
  inputs.forEach((input, index) => engine.step(now + index * 1000, input))
  const times = []
  for (let turn = 0; turn < 300; turn++) {
    const began = performance.now()
    engine.explain(now + 60_000)
    times.push(performance.now() - began)
  }
  // The first ones are still being compiled.
  const settled = times.slice(100).sort((a, b) => a - b)
  return { median: settled[100], campaigns: engine.explain(now).campaigns.length }
}

const parts = ['barrio_bg.wasm', 'barrio_speak.wasm', 'barrio_why.wasm'].map((name) => readFile(new URL(name, dist)))
const inNode = async (visit) => time(await createEngine(visit.store, ...(await Promise.all(parts))), visit)

/** Serves an empty page and the package, on this machine only. */
async function serve() {
  const types = { js: 'text/javascript', wasm: 'application/wasm' }
  const server = createServer(async ({ url }, response) => {
    const name = url.slice(1)
    const file = /^[\w.]+\.(js|wasm)$/.exec(name)
    const body = file && (await readFile(new URL(name, dist)).catch(() => undefined))
    // Isolated pages have a clock that is fine enough.
    response.setHeader('cross-origin-opener-policy', 'same-origin')
    response.setHeader('cross-origin-embedder-policy', 'require-corp')
    response.setHeader('content-type', (body && types[file[1]]) || 'text/html')
    response.end(body || '<!doctype html><title>bench</title>')
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${server.address().port}/`, stop: () => server.close() }
}

async function inBrowser(visit) {
  const server = await serve()
  const browser = await launchBrowser()
  try {
    const page = await browser.newPage()
    await page.goto(server.url)
    const run = `(async (visit) => {
      const { createEngine } = await import('/index.js')
      return (${time})(await createEngine(visit.store), visit)
    })(${JSON.stringify(visit)})`
    return { ...(await page.evaluate(run)), name: `Chromium ${browser.version()}` }
  } finally {
    await browser.close()
    server.stop()
  }
}

const visit = createVisit()
const results = [{ name: `Node.js ${process.version}`, ...(await inNode(visit)) }, await inBrowser(visit)]
for (const { name, median, campaigns } of results) {
  const verdict = median < MOST ? 'kept' : 'missed'
  console.log(`explain() of ${campaigns} campaigns: ${median.toFixed(2)} ms in ${name} (at most ${MOST} ms: ${verdict})`)
}
if (results.some(({ median, campaigns }) => median >= MOST || campaigns !== CAMPAIGNS)) process.exitCode = 1
