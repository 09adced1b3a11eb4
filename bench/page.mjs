// What barrio costs the page that it is on: processor time of the main thread, the longest task, layout shift, memory,
// and what is left of it after `destroy()`. In a real browser, a fresh visitor for each visit.
import { newVisitor } from '../tests/browser/visitor.mjs'
import { PAGES } from './pages.mjs'
import { median } from './timing.mjs'
import { longest, mainTasks, tasksOf, total, traced } from './trace.mjs'

/**
 * A processor so many times slower than this one: about that of a phone in the middle of the market. What a task takes
 * of this one's time is multiplied. The browser's own brake (`Emulation.setCPUThrottlingRate`) does the same by waiting
 * on the clock on the wall, and is wrong wherever something else runs meanwhile.
 */
export const SLOWER = 4
/** Someone from Spain, to whom the demo shop has something to say. */
const VISITOR = { locale: 'es-ES', timezoneId: 'Europe/Madrid' }
/** How long a visit is watched from the moment its page is read, in milliseconds: the loader waits two seconds at most
 * for an idle page, the demo's message two more. */
const WATCHED = 7_000
/** How long a message may take. */
const PATIENCE = 30_000

async function withVisitor({ browser, pages }, name, act) {
  const { context, page } = await newVisitor(browser, pages.address(name), VISITOR)
  try {
    const session = await context.newCDPSession(page)
    return await act(page, session)
  } finally {
    await context.close()
  }
}

/** Keeps every layout shift that no press has caused. */
function watchShifts() {
  window.shifts = []
  new PerformanceObserver((list) => {
    window.shifts.push(...list.getEntries().filter(({ hadRecentInput }) => !hadRecentInput))
  }).observe({ type: 'layout-shift', buffered: true })
}

/**
 * Their sum. Where barrio is on the page, from the moment at which its loader asks for the first file: what moves before
 * that, as the page is read bit by bit, moves without it too.
 */
function sumOfShifts() {
  const first = performance.getEntriesByType('resource').find(({ name }) => name.endsWith('/barrio/index.js'))
  const counted = window.shifts.filter(({ startTime }) => !first || startTime >= first.startTime)
  return counted.reduce((sum, { value }) => sum + value, 0)
}

/**
 * One visit. In milliseconds of a slow processor: `whole`, what the main thread worked; `longest`, its longest task;
 * `ours`, the longest in which a script of barrio ran; `shown`, from the navigation to the message, by the clock on
 * the wall and on this processor. And the sum of the layout shifts.
 */
function visit(at, name) {
  const { shows } = PAGES[name]
  return withVisitor(at, name, async (page, session) => {
    await page.addInitScript(watchShifts)
    // The shop's own fonts, when they come, move its words.
    await session.send('Network.enable')
    await session.send('Network.setBlockedURLs', { urls: ['*.woff2'] })
    let shown
    const trace = await traced(page, async () => {
      const began = Date.now()
      await page.goto(at.pages.address(name))
      const read = Date.now()
      if (shows) {
        await page.locator(shows).first().waitFor({ timeout: PATIENCE })
        shown = Date.now() - began
      }
      await page.waitForTimeout(Math.max(500, WATCHED - (Date.now() - read)))
    })
    const tasks = mainTasks(trace)
    const shifts = await page.evaluate(sumOfShifts)
    const slow = { whole: total(tasks), longest: longest(tasks), ours: longest(tasksOf(trace, '/barrio/')) }
    for (const key of Object.keys(slow)) slow[key] *= SLOWER
    return { ...slow, shown, shifts }
  })
}

/** By page, the medians of so many visits to each, one after another in turns; of shifts the most. */
export async function compare(at, rounds, { names = Object.keys(PAGES), note = () => {} } = {}) {
  const visits = Object.fromEntries(names.map((name) => [name, []]))
  for (let round = 0; round < rounds; round++) {
    for (const name of names) visits[name].push(await visit(at, name))
    note(round + 1)
  }
  return Object.fromEntries(names.map((name) => [name, summarise(visits[name])]))
}

function summarise(visits) {
  const middle = (key) => median(visits.map((visit) => visit[key]))
  const shown = visits[0].shown === undefined ? undefined : middle('shown')
  const shifts = Math.max(...visits.map(({ shifts }) => shifts))
  return { whole: middle('whole'), longest: middle('longest'), ours: middle('ours'), shown, shifts }
}

/** Keeps the wasm's memory where it can be looked at. */
function watchMemory() {
  const { instantiateStreaming } = WebAssembly
  WebAssembly.instantiateStreaming = async (...values) => {
    const made = await instantiateStreaming.apply(WebAssembly, values)
    window.wasmMemory ??= made.instance.exports.memory ?? Object.values(made.instance.exports).find((one) => one instanceof WebAssembly.Memory)
    return made
  }
}

/** What a page holds after what is not needed was collected: bytes of its scripts and of the wasm, nodes, listeners. */
async function heap(page, session) {
  await collect(session)
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  const { nodes, jsEventListeners: listeners } = await session.send('Memory.getDOMCounters')
  return { script: usedSize, wasm: await page.evaluate(() => window.wasmMemory?.buffer.byteLength ?? 0), nodes, listeners }
}

/** What waits to be finalised goes in a second round. */
async function collect(session) {
  for (let round = 0; round < 3; round++) await session.send('HeapProfiler.collectGarbage')
}

/** What each page holds, and the demo's after a thousand events. */
export async function memories(at) {
  const held = {}
  for (const name of Object.keys(PAGES)) held[name] = await memory(at, name)
  return { held, thousand: await memory(at, 'demo', 1_000) }
}

/** What a page holds when it is read, with the message where one comes; `events` told first. */
function memory(at, name, events = 0) {
  return withVisitor(at, name, async (page, session) => {
    await page.addInitScript(watchMemory)
    await page.goto(at.pages.address(name))
    const { shows } = PAGES[name]
    if (shows) await page.locator(shows).first().waitFor({ timeout: PATIENCE })
    if (events) await page.evaluate(tellMany, events)
    return heap(page, session)
  })
}

async function tellMany(count) {
  for (let number = 0; number < count; number++) {
    window.barrio('track', 'view_item', { item_id: `SKU-${number % 500}`, value: 10 + (number % 90) })
    // As different things that the visitor does, and not as one.
    if (number % 10 === 0) await new Promise((resolve) => setTimeout(resolve))
  }
}

/**
 * Starts barrio and shows a message, then ends it, again and again on one page. Gives what the page held after the first
 * rounds and after so many more, and `grown`: what there is more of by half of the rounds or more, by kind. `leak`
 * leaves an object behind in each round, to see that it would be found.
 */
export function comeAndGo(at, rounds, { first = 20, leak = false } = {}) {
  return withVisitor(at, 'without', async (page, session) => {
    await page.addInitScript(watchMemory)
    await page.goto(at.pages.address('without'))
    const look = async () => ({ ...(await heap(page, session)), kinds: await countObjects(session) })
    await page.evaluate(come, { rounds: first, leak })
    const before = await look()
    await page.evaluate(come, { rounds, leak })
    const after = await look()
    const more = [...after.kinds].map(([kind, count]) => [kind, count - (before.kinds.get(kind) ?? 0)])
    return { before, after, grown: more.filter(([, more]) => more >= rounds / 2) }
  })
}

/** In the page. */
async function come({ rounds, leak }) {
  const { init } = await import('/barrio/index.js')
  const config = (window.file ??= await (await fetch('/popup.json')).json())
  for (let round = 0; round < rounds; round++) {
    const shop = await init({ config, allowWebdriver: true })
    await new Promise((resolve) => {
      shop.on('shown', resolve)
      shop.show('popup')
    })
    shop.track('view_item', { item_id: 'SKU-1' })
    await new Promise((resolve) => setTimeout(resolve, 20))
    shop.destroy()
    localStorage.clear()
    if (leak) (window.leaks ??= []).push({ round })
    await new Promise((resolve) => setTimeout(resolve))
  }
}

/** What the browser notes by itself about any page: its compiled code, and how long things took. */
const BROWSERS_OWN = /^(code|hidden):|^native:(system \/|Performance|TaskAttribution|blink::)/

/** How many objects there are of each kind, by what they are and what made them. */
async function countObjects(session) {
  await collect(session)
  const chunks = []
  const add = ({ chunk }) => chunks.push(chunk)
  session.on('HeapProfiler.addHeapSnapshotChunk', add)
  await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false })
  session.off('HeapProfiler.addHeapSnapshotChunk', add)
  const { snapshot, nodes, strings } = JSON.parse(chunks.join(''))
  const { node_fields: fields, node_types: types } = snapshot.meta
  const [type, name] = ['type', 'name'].map((field) => fields.indexOf(field))
  const kinds = new Map()
  for (let at = 0; at < nodes.length; at += fields.length) {
    const kind = `${types[type][nodes[at + type]]}:${strings[nodes[at + name]].slice(0, 60)}`
    if (!BROWSERS_OWN.test(kind)) kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
  }
  return kinds
}
