// The module that pages import: `init` starts the widget, `createEngine` gives its engine alone.
// Deliberately absent: anything that runs on import, and any decision; those are the engine's.
import { get, module } from './checked.js'
import { nextTask } from './shell/clock.js'
import { parse, stringify } from './shell/json.js'
import { Engine, loadFirst, loadRest, loadWhy } from './shell/load.js'
import { createWidget } from './shell/widget.js'

/** What stands for the widget where there is no page, and after `destroy`. */
const ABSENT = { call() {}, track() {}, explain: async () => ({ visitor: {}, campaigns: [] }), records: () => ({}), destroy() {} }

let running

/** Starts the widget; while one runs, gives that one. */
export const init = (options = {}) =>
  (running ??= start(options).catch((error) => {
    running = undefined
    throw error
  }))

async function start(options) {
  if (typeof document === 'undefined') return createApi(ABSENT, new EventTarget())
  const events = createEvents(options.debug)
  const [config, sources] = await Promise.all([
    readFile(options.config),
    // Without the long list of referring sites the short one serves: that it is missing is only told.
    options.sources && readFile(options.sources).then(parse).catch(events.fail),
    loadFirst(),
    pageReady(),
  ])
  const engine = wrap(new Engine(config, false))
  // Reading the store file was one task; watching the page is another.
  await nextTask()
  const widget = createWidget(engine, { ...settings(options), sources }, events.tell)
  await widget.start()
  const api = createApi(widget, window, events)
  if (options.debug || /[?&]barrio=debug\b/.test(location.search)) {
    // Waited for, so that it hears what went wrong before it was there.
    await module('debug.js', () => import('./debug.js')).then((panel) => panel.open(api, config, createEngine), events.fail)
  }
  // Whoever waits for `init` adds their handlers first, and misses nothing.
  nextTask().then(events.open)
  return api
}

/** A file as text, from its address or from the object: it crosses into the wasm as it came. */
async function readFile(file) {
  if (typeof file === 'string' || file instanceof URL) {
    const answer = await get(file)
    if (answer.ok) return answer.text()
    throw new Error(`The file ${file} could not be read: the server answered ${answer.status}.`)
  }
  if (file && typeof file === 'object') return stringify(file)
  throw new Error('`config`, and `sources` if it is given, must be an address or an object.')
}

/** A page that is prerendered has no visitor yet, and one that is still read has not said what it is. */
async function pageReady() {
  if (document.prerendering) await happens('prerenderingchange')
  if (document.readyState === 'loading') await happens('DOMContentLoaded')
}

const happens = (name) => new Promise((resolve) => document.addEventListener(name, resolve, { once: true }))

/** What the widget needs of the options: what is told of the person comes before the first page view. */
function settings({ country, storage, allowWebdriver, consent, user }) {
  const first = []
  if (user !== undefined) first.push(user?.id ? identity(user.id, user) : identity(user))
  return { country, storage, allowWebdriver, consent, first }
}

function identity(id, traits) {
  if (id && typeof id === 'object') return identity(undefined, id)
  // Nobody is logged in: that is not the same as nothing said.
  return { type: 'identify', id: id === undefined ? id : String(id ?? ''), traits: { ...traits, id: undefined } }
}

/** The widget's events, on `window`. They wait until `open`. */
function createEvents(debug) {
  let waiting = []
  const dispatch = (name, detail) => {
    if (debug) console.debug('barrio:', name, detail)
    window.dispatchEvent(new CustomEvent('barrio:' + name, { detail }))
  }
  const tell = (name, detail) => (waiting ? waiting.push([name, detail]) : dispatch(name, detail))
  return {
    tell,
    fail: ({ message }) => tell('error', { message }),
    open() {
      const early = waiting
      waiting = undefined
      early.forEach(([name, detail]) => dispatch(name, detail))
    },
  }
}

/** The object that pages hold. Nothing in it throws. */
function createApi(widget, target, events) {
  const handlers = new AbortController()
  const attempt = (act) => {
    try {
      return act()
    } catch (error) {
      // What JSON cannot hold, such as a circle.
      events?.tell('error', { message: `This could not be passed to barrio: ${error.message}` })
    }
  }
  const call = (type, fields) => attempt(() => widget.call(parse(stringify({ ...fields, type }))))
  return {
    track(name, properties) {
      if (typeof name !== 'string') return call('event', { name, properties })
      // As text, as it crosses into the wasm.
      attempt(() => widget.track(stringify([name, properties])))
    },
    page: (facts) => call('page', { facts }),
    identify: (id, traits) => call('identify', identity(id, traits)),
    reset: () => call('reset'),
    consent: (purposes) => call('consent', { purposes }),
    show: (campaign) => call('show', { campaign }),
    dismiss: (campaign) => call('dismiss', { campaign }),
    chat: () => call('chat'),
    explain: (campaign) => widget.explain(campaign).catch((error) => (events.fail(error), ABSENT.explain())),
    on(name, handler) {
      const hear = (event) => handler(event.detail)
      target.addEventListener('barrio:' + name, hear, { signal: handlers.signal })
      return () => target.removeEventListener('barrio:' + name, hear)
    },
    export: () => attempt(() => widget.records()),
    forget: (options) => call('forget', { tell: options?.tell }),
    destroy() {
      const gone = widget
      widget = ABSENT
      running = undefined
      handlers.abort()
      attempt(gone.destroy)
    },
  }
}

/**
 * The engine alone, for tests and simulations. In Node.js give the bytes of `barrio_bg.wasm`, `barrio_speak.wasm` and
 * `barrio_why.wasm`.
 */
export async function createEngine(config, wasm, rest, why) {
  const text = await readFile(config)
  await loadFirst(wasm)
  await loadRest(rest)
  await loadWhy(why)
  return wrap(new Engine(text, true))
}

/** The engine with what crosses as JSON text in the forms that JavaScript has. */
function wrap(engine) {
  const ask = (question, about, now = 0) => parse(engine.ask(question, +now, stringify(about) ?? 'null'))
  return {
    step(now, input) {
      // As text: JSON within JSON takes its time.
      if (input.waiting) engine.wait(input.waiting)
      const text = typeof input === 'string' ? input : stringify({ ...input, waiting: undefined })
      const effects = parse(engine.step(+now, text))
      if (typeof effects === 'string') throw new TypeError(effects)
      return effects
    },
    /** Till then it shows nothing and sends nothing. */
    complete: () => loadRest().then(() => engine.complete()),
    /** Till then, and till it is complete, it does not explain. */
    why: () => loadWhy(),
    issues: () => ask('issues'),
    appearance: () => ask('appearance'),
    zones: () => ask('zones'),
    watches: () => ask('watches'),
    rows: () => ask('rows'),
    consentSources: () => ask('consent_sources'),
    country: (facts) => ask('country', facts) ?? undefined,
    records: () => ask('records'),
    explain: (now, campaign) => ask('explain', campaign, now),
    reach: () => ask('reach'),
    merged: (...record) => ask('merged', record),
    bucket: (step, values) => ask(step, values),
    free: () => engine.free(),
  }
}
