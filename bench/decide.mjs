// How long it takes to know, after something the visitor did, which campaigns mean them: barrio in its shipped
// wasm beside GrowthBook, json-logic-js and JavaScript written by hand. `cargo xtask bench` runs it.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { cpus, loadavg } from 'node:os'
import { createEngine } from '../pkg/dist/index.js'
import { createRivals, holds } from './rivals.mjs'
import { BEGIN, arrival, countPredicates, createConditions, createEvents, createStore } from './shop.mjs'
import { perPiece, printTable, race } from './timing.mjs'

const SIZES = [1, 10, 100, 1000]
const EVENTS = 200
/** So many events are timed at once: what comes round soon finds the processor's caches warm. */
const BLOCK = 20
/** What the project wants to reach at 100 and 1,000 campaigns: so many times as fast as GrowthBook. */
const WANTED = 20

const read = (name) => readFile(new URL(`../pkg/dist/${name}`, import.meta.url))
const parts = [await read('barrio_bg.wasm'), await read('barrio_speak.wasm'), await read('barrio_why.wasm')]
const events = createEvents(EVENTS)
const moments = events.map(({ attributes }) => attributes)

/** An engine that knows the visitor; `live` takes one event of the visit, whose events come round again and again. */
async function createVisit(store) {
  const engine = await createEngine(store, ...parts)
  assert.deepEqual(engine.issues(), [])
  let now = BEGIN
  const step = (input) => {
    // Whatever is shown is closed, until the budget lets nothing be shown any more.
    for (const { show } of engine.step(now, input)) {
      if (show) engine.step(now, { type: 'dismiss', campaign: show.campaign })
    }
  }
  arrival().forEach(step)
  const live = (index) => {
    now += 3000
    step(events[index].input)
    return engine.reach()
  }
  return { live, list: () => listAudiences(engine, now), free: engine.free }
}

/** Which campaigns mean the visitor, as `explain` says. */
function listAudiences(engine, now) {
  const isMeant = ({ rules }) => rules.find(({ rule }) => rule === 'audience').verdict === 'yes'
  return engine.explain(now).campaigns.map(isMeant)
}

/** All must agree, after every event, on which campaigns mean the visitor. Gives how many those are on average. */
function checkAgreement(visit, rivals) {
  let meant = 0
  for (const index of events.keys()) {
    const count = visit.live(index)
    const expected = visit.list()
    assert.equal(expected.filter(Boolean).length, count)
    for (const [name, rival] of Object.entries(rivals)) {
      assert.deepEqual(rival.list(moments[index]), expected, `barrio and ${name} disagree.`)
      assert.equal(rival.count(moments[index]), count)
    }
    meant += count
  }
  return meant / events.length
}

/** The work of one block of events. */
const blockOf = (take) => (block) => {
  const from = block * BLOCK
  for (let index = from; index < from + BLOCK; index++) take(index)
}

/** Half of the campaigns wait for a page view, half for something in the cart: all of them come to want to speak. */
const trigger = (index) => ({ on: index % 2 ? 'add_to_cart' : 'page_view' })

async function measure(size) {
  const conditions = createConditions(size, moments, holds)
  const rivals = createRivals(conditions)
  const visits = {
    empty: await createVisit(createStore([])),
    whole: await createVisit(createStore(conditions)),
    speaking: await createVisit(createStore(conditions, trigger)),
  }
  const meant = checkAgreement(visits.whole, rivals)
  const contenders = {}
  for (const [name, visit] of Object.entries(visits)) contenders[name] = { work: blockOf(visit.live) }
  for (const [name, rival] of Object.entries(rivals)) {
    contenders[name] = { work: blockOf((index) => rival.count(moments[index])), repeatable: true }
  }
  const times = race(contenders, { pieces: EVENTS / BLOCK, rounds: size > 100 ? 12 : 24, warmUp: 6 })
  Object.values(visits).forEach((visit) => visit.free())
  return { size, meant, predicates: countPredicates(conditions), ...summarise(times) }
}

/** Nanoseconds for one event; `noise` is how far two halves of the rounds disagree on what deciding costs. */
function summarise(times) {
  const decide = (parity) => (perPiece(times.whole, parity) - perPiece(times.empty, parity)) / BLOCK
  const all = Object.entries(times).map(([name, pieces]) => [name, perPiece(pieces) / BLOCK])
  return { ...Object.fromEntries(all), decide: decide(), noise: Math.abs(decide(0) - decide(1)) }
}

const whole = (number) => Math.round(number).toLocaleString('en-US')
const times = (ratio) => `${ratio >= 10 ? Math.round(ratio) : ratio.toPrecision(2)}x`

function report(results) {
  const rows = [
    ['barrio: decide', ({ decide }) => decide],
    ['GrowthBook evalCondition', ({ growthbook }) => growthbook],
    ['json-logic-js', (result) => result['json-logic']],
    ['closures by hand', ({ closures }) => closures],
    ['barrio: whole event', ({ whole }) => whole],
    ['barrio: whole event, all triggers', ({ speaking }) => speaking],
    ['barrio: whole event, no campaign', ({ empty }) => empty],
  ]
  const cell = (read) => (result) => {
    const value = read(result)
    // Below what the rounds disagree by, a difference says nothing.
    if (value === result.decide && value < result.noise) return `below the noise of ${whole(result.noise)}`
    return `${whole(value)} (${times(result.growthbook / value)})`
  }
  printTable([
    ['ns per event (GrowthBook / it)', ...results.map(({ size }) => `${whole(size)} campaigns`)],
    ...rows.map(([name, read]) => [name, ...results.map(cell(read))]),
    ['campaigns that mean the visitor', ...results.map(({ meant, size }) => `${meant.toFixed(1)} of ${whole(size)}`)],
    ['different predicates', ...results.map(({ predicates }) => whole(predicates))],
  ])
}

const NOTES = `
decide: step and reach with the campaigns, less the same events in an engine without a campaign.
  barrio keeps its answers up to date within the step, so this is all that the campaigns cost an event.
whole event: JSON in and out, journal, cart, records for the device, and then decide; no campaign speaks.
  all triggers: every campaign waits for page views or the cart; the budget soon lets none of them speak.
The rivals get the attributes ready-made after each event. All four agreed after every event.`

function judge(results) {
  let kept = true
  for (const { size, growthbook, decide, closures, noise } of results.filter(({ size }) => size >= 100)) {
    const cost = Math.max(decide, noise)
    const ratio = growthbook / cost
    kept &&= ratio >= WANTED
    const verdict = ratio >= WANTED ? 'reached' : 'missed'
    console.log(
      `${whole(size)} campaigns: ${times(ratio)} GrowthBook (wanted: ${WANTED}x, ${verdict}), ` +
        `${times(closures / cost)} the closures (the aim: 1x).`
    )
  }
  return kept
}

const results = []
const sizes = process.argv.length > 2 ? process.argv.slice(2).map(Number) : SIZES
console.log(`Node.js ${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}`)
console.log(`${EVENTS} events, processor time, medians of interleaved rounds\n`)
for (const size of sizes) results.push(await measure(size))
if (loadavg()[0] > cpus().length) {
  console.log('The machine is busy with other things: on a quiet one the figures are lower.\n')
}
report(results)
console.log(`${NOTES}\n`)
if (!judge(results)) process.exitCode = 1
