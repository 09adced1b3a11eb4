// The data layer: what the store tells Google's tags, in GA4's words, it tells barrio too.
//
// Read are GTM's pushes (`{event, ecommerce}`) and gtag's (`['event', name, parameters]`). GTM's own events are not;
// nor are page views, which are counted from the page itself.
import { copy } from '../json.js'
import { patch } from '../listen.js'

/** How many entries are read at once, the latest ones. */
const LATEST = 200
/** What one entry may measure as JSON, in characters. */
const ENTRY = 65_536
/** Keys that speak to the tags, not of the visitor. */
const FOR_TAGS = ['event', 'ecommerce', 'eventCallback', 'eventTimeout', 'event_callback', 'send_to']
/** The names under which stores tell the kind of a page. */
const PAGE_TYPES = ['page_type', 'pageType', 'ecomm_pagetype']
/**
 * The events of GA4 that imply it. The first that happened counts: a product's page lists others too. A list of items
 * says nothing: home pages have them too.
 */
const PAGES = {
  purchase: 'purchase',
  begin_checkout: 'checkout',
  view_cart: 'cart',
  view_item: 'product',
  search: 'search',
  view_search_results: 'search',
}

/** What barrio itself has pushed: no news to it. */
const ours = new WeakSet()

/** Pushes objects, for the store's tags. */
export function tellDataLayer(entries) {
  window.dataLayer ??= []
  for (const entry of entries) {
    ours.add(entry)
    window.dataLayer.push(entry)
  }
}

/** Tells the events that are pushed from now on. */
export const watchDataLayer = (tell) => watchPushes((entries) => tell(events(read(entries))))

/**
 * Calls `hear` with the entries that are pushed from now on. Where the page had no data layer, ours goes with us, unless
 * somebody has used it.
 */
export function watchPushes(hear) {
  const made = !window.dataLayer
  if (made) window.dataLayer = []
  const end = patch(window.dataLayer, 'push', hear)
  return () => {
    end()
    if (made && window.dataLayer?.length === 0) delete window.dataLayer
  }
}

/** What stood in the data layer before. */
export const earlier = () => read(window.dataLayer ?? [])

/** The latest of a list of entries, as JSON holds them. */
const read = (entries) => (Array.isArray(entries) ? entries.slice(-LATEST).filter((entry) => !ours.has(entry)).map(readEntry) : [])

/** Of an entry that JSON cannot hold (an element, a circle), its name and its commerce alone. */
const readEntry = (entry) =>
  copy(entry, ENTRY) ?? { event: copy(entry?.event, ENTRY), ecommerce: copy(entry?.ecommerce, ENTRY) }

/** `gtag('event', name, parameters)`: its arguments, an array or an object keyed by number. */
const isCall = (entry) => entry?.[0] === 'event'
const nameOf = (entry) => (isCall(entry) ? entry[1] : entry?.event)
const parametersOf = (entry) => (isCall(entry) ? entry[2] : entry) ?? {}

const counts = (name) => typeof name === 'string' && name && !name.startsWith('gtm.') && name !== 'page_view'

/** The events among entries, as inputs. */
export const events = (entries) =>
  entries.flatMap((entry) => {
    const name = nameOf(entry)
    return counts(name) ? [{ type: 'event', name, properties: properties(parametersOf(entry)) }] : []
  })

function properties(parameters) {
  const all = Object.entries(parameters).filter(([key]) => !FOR_TAGS.includes(key) && !key.startsWith('gtm.'))
  const { ecommerce } = parameters
  return { ...Object.fromEntries(all), ...(typeof ecommerce === 'object' && ecommerce) }
}

/** The kind of the page in the store's own words, the latest. */
export function toldType(entries) {
  for (const entry of [...entries].reverse()) {
    const kind = PAGE_TYPES.map((key) => parametersOf(entry)[key]).find((kind) => typeof kind === 'string')
    if (kind != null) return kind
  }
}

/** The kind of the page that its events imply. */
export function impliedType(entries) {
  const names = entries.map(nameOf)
  return PAGES[Object.keys(PAGES).find((event) => names.includes(event))]
}
