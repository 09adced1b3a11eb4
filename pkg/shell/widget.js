// The widget of one page: owns the engine, turns what happens into inputs and obeys the effects, one after another.
import { createCapture } from './capture/index.js'
import { countryName, facts } from './capture/context.js'
import { nextTask, now, offsets, seed } from './clock.js'
import { watchConsent } from './consent/index.js'
import { download } from './download.js'
import { alarm, listen } from './listen.js'
import { go } from './navigate.js'
import { stringify } from './json.js'
import { loadRows } from './rows.js'
import { createSender } from './sender.js'
import { createStage } from './stage.js'
import { LEASE, PREFIX, createStore } from './store.js'
import { createTabs } from './tabs.js'
import { send } from './transport.js'

const FULL = "The device's storage is full or closed: what is new is kept in memory until this page goes."
const NO_CHAT = "None of the store's chat channels is on this page."
const NO_ADDRESS =
  'An address that a button opens must begin with https:, http:, mailto: or tel:, or lie within the store.'
const INCOMPLETE = 'Nothing can be shown or sent until a file is loaded; it is tried again with the next page. '
const NO_SELECTOR = 'A trigger waits for what is no CSS selector. It never comes.'

/**
 * Watches the page, once it has started. `engine` has been made from the store file; `options` are `country`, `storage`
 * (`local` or `memory`), `allowWebdriver`, `sources`, `consent` and `first`, the inputs that come before the first page view.
 * `tell(name, detail)` is called for every event of the widget.
 */
export function createWidget(engine, options, tell) {
  const store = createStore(options.storage !== 'memory', engine.merged)
  const tabs = createTabs((elsewhere) => take({ type: 'turn', stored: store.load().stored, elsewhere }))
  const sender = createSender((leads) => take({ type: 'lead', ...(leads && store.load()) }))
  const stage = createStage(engine.appearance(), take, error)
  const wake = alarm()
  // The campaigns that the view shows, or is about to.
  const shown = new Set()
  // The events of one task of the page, as JSON: they are taken together, and decided on once.
  let collected = []
  // What came while a step was running: the engine takes one thing at a time.
  const queue = []
  // What waits for the rest of the engine, which shows and sends; nothing once that is there.
  let waiting = []
  let completing = false
  let capture
  let listening
  let consent
  let busy = false
  let ended = false
  let refused = false
  // Whether this tab is to be the one that sends.
  let leads = false

  function error(message) {
    tell('error', { message })
  }

  function take(input) {
    if (input.type === 'event' && typeof input.name === 'string') return collect(stringify([input.name, input.properties]))
    if (waiting && (input.type === 'show' || input.type === 'chat')) return whenWhole(() => take(input))
    handOver()
    run(input)
    // It may be there by now.
    if (input.type === 'page' || input.type === 'online') complete()
  }

  /** What needs the rest of the engine comes when that is loaded. */
  function whenWhole(act) {
    if (!waiting) return act()
    waiting.push(act)
    complete()
  }

  async function complete() {
    if (completing || !waiting?.length) return
    completing = true
    try {
      await engine.complete()
      const acts = waiting
      waiting = undefined
      if (!ended) acts.forEach(attempt)
    } catch (thrown) {
      completing = false
      if (!ended) error(INCOMPLETE + thrown.message)
    }
  }

  function collect(event) {
    if (collected.push(event) === 1) queueMicrotask(handOver)
  }

  /** What is asked next is asked after what was collected. */
  function handOver() {
    const events = collected
    collected = []
    if (events.length) run(`{"type":"batch","inputs":[${events}]}`)
  }

  function run(input) {
    queue.push(input)
    if (busy) return
    busy = true
    while (!ended && queue.length) step(queue.shift())
    busy = false
    if (ended) clear()
  }

  function step(input) {
    attempt(() => {
      if (input.type === 'forget') store.clear()
      for (const effect of engine.step(now(), input)) attempt(() => obey(effect))
    })
  }

  function attempt(act) {
    try {
      act()
    } catch (thrown) {
      error(thrown.message)
    }
  }

  /** What is done for each effect, under the key that names it. */
  const duties = {
    persist({ persist: name, value }) {
      if (store.persist(name, value)) return
      run({ type: 'unkept', key: name })
      if (!refused) error(FULL)
      refused = true
    },
    show({ show: view }) {
      keep(view.campaign, true)
      stage.show(view)
    },
    hide({ hide: campaign }) {
      keep(campaign, false)
      stage.hide(campaign)
    },
    invalid: ({ invalid: field, campaign, code }) => stage.invalid(campaign, field, code),
    send: ({ send: request }) => send(request, take),
    wake: ({ wake: at }) => wakeAt(at),
    claim() {
      if (waiting) stage.prepare()
      whenWhole(tabs.claim)
    },
    complete: () => whenWhole(() => take({ type: 'wake' })),
    lead: ({ lead: wanted }) => sender.seek((leads = wanted)),
    open_chat: ({ open_chat: chat }) =>
      stage.chat(chat, () => {
        // A campaign has something else to say where nobody answers.
        if (chat.campaign) take({ type: 'unanswered', campaign: chat.campaign })
        else error(NO_CHAT)
      }),
    open({ open: url }) {
      if (!go(url)) error(NO_ADDRESS)
    },
    emit({ emit: name, detail }) {
      // The visitor asked for what this browser knows of them.
      if (name === 'export') download('barrio.json', detail)
      tell(name, detail)
    },
  }

  function obey(effect) {
    duties[Object.keys(duties).find((duty) => duty in effect)](effect)
  }

  /** Notes that a campaign is shown, here and for the other tabs, or no longer. */
  function keep(campaign, isShown) {
    shown[isShown ? 'add' : 'delete'](campaign)
    tabs.hold(campaign, isShown)
  }

  /** Timers end early where the wait is longer than they can be. */
  function wakeAt(at) {
    wake(at - now(), () => (now() < at ? wakeAt(at) : take({ type: 'wake' })))
  }

  /** A page that is kept for the way back shows nothing to anybody: it holds nothing meanwhile. */
  const listenToBrowser = () =>
    listen(window, 'storage pagehide pageshow online offline', ({ type, key, newValue }) => {
      if (type === 'storage') {
        if (!store.allowed || !key?.startsWith(PREFIX) || key === LEASE) return
        const name = key.slice(PREFIX.length)
        take({ type: 'stored', key: name, value: store.latest(name, newValue) ?? undefined })
      } else if (type.startsWith('page')) {
        const isBack = type === 'pageshow'
        shown.forEach((campaign) => tabs.hold(campaign, isBack))
        tabs.release()
        sender.seek(leads && isBack)
      } else take({ type: 'online', online: navigator.onLine })
    })

  /** What the page is to tell. A selector that is none is said once, and nothing waits for it. */
  const watches = () =>
    engine.watches().filter(({ selector }) => {
      if (!selector || isSelector(selector)) return true
      tell('error', { message: NO_SELECTOR, selector })
    })

  /** In several tasks, none of which a slow phone feels: the first look at a time zone alone takes its time. */
  async function start() {
    engine.issues().forEach((issue) => tell('error', issue))
    const known = facts(options)
    await nextTask()
    const zones = offsets([...engine.zones(), known.timezone])
    await nextTask()
    consent = watchConsent(engine.consentSources(), engine.country(known), take)
    take({
      type: 'start',
      seed: seed(),
      ...store.load(),
      zones,
      // Where neither the device nor the browser knows of other tabs, there are none.
      facts: {
        ...known,
        tabs: store.allowed || tabs.has,
        device: store.allowed,
        offline: !navigator.onLine,
        signals: { ...consent.signals, init: options.consent },
      },
    })
    consent.begin()
    await nextTask()
    take({ type: 'facts', facts: { country_name: countryName(engine.country()) } })
    // Before the first page view, which may already depend on them.
    options.first.forEach(call)
    await nextTask()
    capture = createCapture(watches(), take)
    // After those of the capture: a page that is left first sends, and then lets another tab send.
    listening = listenToBrowser()
    loadRows(engine.rows(), take, error)
  }

  /** What the page's API asks, as an input. */
  function call(input) {
    if (input.type === 'page') capture?.view(input.facts)
    else if (input.type === 'dismiss' && input.campaign == null) {
      for (const campaign of shown) take({ type: 'dismiss', campaign })
    } else take(input)
  }

  function clear() {
    capture?.clear()
    consent?.clear()
    wake()
    listening?.()
    sender.seek(false)
    tabs.clear()
    shown.forEach((campaign) => tabs.hold(campaign, false))
    tabs.release()
    stage.clear()
    // Collectors of garbage do not see how much it holds.
    engine.free()
  }

  return {
    /** Begins; till then nothing else may be called. */
    start,
    call,
    /** Takes an event: its name and properties in an array, as JSON text. */
    track: collect,
    /** Every campaign, every rule, its value and its verdict, as soon as that is loaded. */
    async explain(campaign) {
      await new Promise(whenWhole)
      await engine.why()
      handOver()
      return engine.explain(now(), campaign)
    },
    /** All that the device holds. */
    records: () => (handOver(), engine.records()),
    /** Stops, and leaves the page as it was. In the middle of a step it first ends the step. */
    destroy() {
      handOver()
      ended = true
      if (!busy) clear()
    },
  }
}

function isSelector(selector) {
  try {
    return document.querySelector(selector), true
  } catch {
    return false
  }
}
