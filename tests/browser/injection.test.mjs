// Hostile words in every string of the gallery's store file, and in all that a visitor can bring along: nothing runs, nothing breaks.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { before, describe, test } from 'node:test'
import { createEngine } from '../../pkg/dist/index.js'
import { CORPUS, ENORMOUS } from './corpus.mjs'
import { eventually, HOST, openShop } from './harness.mjs'
import { galleryFile, pool } from './gallery.mjs'
import { replaced, strings } from './payloads.mjs'
import { ready } from './steps.mjs'

const shop = await openShop()
const wasm = await readFile(new URL('../../pkg/dist/barrio_bg.wasm', import.meta.url))

/** English alone: the strings are at the same places in the other languages. */
const gallery = await galleryFile()
const campaigns = gallery.campaigns.map(({ comment, ...campaign }) => ({ ...campaign, content: { en: campaign.content.en } }))
const around = { ...gallery, comment: undefined, campaigns: [] }

/** So many campaigns are in a file for one page: fewer than the engine takes, and under 2 MB. */
const CAMPAIGNS_MAX = 900
const SIZE_MAX = 1_900_000

/** The lists cut so that each, as a file, is one that barrio takes. */
function cut(list) {
  const parts = [[]]
  let size = 0
  for (const campaign of list) {
    const more = Buffer.byteLength(JSON.stringify(campaign)) + 1
    if (parts.at(-1).length === CAMPAIGNS_MAX || size + more > SIZE_MAX) {
      parts.push([])
      size = 0
    }
    parts.at(-1).push(campaign)
    size += more
  }
  return parts.filter(({ length }) => length)
}

/** For each campaign, whether the engine takes it; through the shipped wasm, without a page. */
async function taken(list) {
  const verdicts = []
  for (const part of cut(list)) {
    const engine = await createEngine({ ...around, campaigns: part }, wasm)
    const faulty = new Set(engine.issues().map(({ path }) => /^campaigns\[(\d+)\]/.exec(path)?.[1]))
    engine.free()
    part.forEach((_, at) => verdicts.push(!faulty.has(String(at))))
  }
  return verdicts
}

/** Where a string stands, for people. */
const at = (path) => path.join('.')

describe('a store file with hostile words', () => {
  /** Each string of each campaign: its place, and which of the corpus the engine takes there. */
  let places

  before(async () => {
    places = campaigns.flatMap((campaign) => strings(campaign).filter(([key]) => key !== 'id').map((path) => ({ campaign, path })))
    const all = places.flatMap(({ campaign, path }) => CORPUS.map((words) => replaced(campaign, path, words)))
    const verdicts = await taken(all)
    places.forEach((place, number) => {
      place.takes = CORPUS.filter((_, index) => verdicts[number * CORPUS.length + index])
    })
  })

  test('is read in every place with each of them, and faults are no accidents', () => {
    assert.ok(CORPUS.length >= 200, `${CORPUS.length} hostile strings`)
    assert.ok(places.length >= 300, `${places.length} places`)
    // What names a kind of thing takes none of them; what is only words takes all but broken templates.
    const isWords = ({ path }) => /^(heading|text|hint|low|high|placeholder|label|teaser|alt)$/.test(path.at(-1))
    const shy = places.filter((place) => isWords(place) && place.takes.length < CORPUS.length / 2)
    assert.deepEqual(shy.map(({ campaign, path }) => `${campaign.id} ${at(path)}`), [])
  })

  test('runs nothing in the browser', async () => {
    await showAll(rounds(places))
  })

  test('of 100 KB each breaks nothing', async () => {
    const long = campaigns.map((campaign) =>
      strings(campaign)
        .filter((path) => /^(heading|text|label|question|button|coupon|teaser|hint|placeholder|low|high|alt|other)$/.test(path.at(-1)) && path.at(-2) !== 'do' && path.at(-1) !== 'question')
        .slice(0, 6)
        .reduce((copy, path) => replaced(copy, path, ENORMOUS), campaign),
    )
    await showAll(long, { least: campaigns.length })
  })
})

/**
 * Copies of the campaigns in which every string is another of those that its place takes, round after round, until
 * every place has had all of its own.
 */
function rounds(places) {
  const byCampaign = new Map(campaigns.map((campaign) => [campaign, places.filter((place) => place.campaign === campaign)]))
  return [...byCampaign].flatMap(([campaign, own]) => {
    const turns = Math.max(...own.map(({ takes }) => takes.length))
    return Array.from({ length: turns }, (_, turn) => {
      const put = (copy, { path, takes }, shift) => (takes.length ? replaced(copy, path, takes[(turn + shift * 7) % takes.length]) : copy)
      return { ...own.reduce(put, campaign), id: `${campaign.id}~${turn}` }
    })
  })
}

/** A visitor of a page that notes what must not happen: a canary that sings, dialogs, breaches, requests to elsewhere. */
async function enter() {
  const ana = await shop.newVisitor({ locale: 'en-US', reducedMotion: 'reduce' })
  const elsewhere = []
  const dialogs = []
  await ana.context.route((url) => url.hostname !== '127.0.0.1' && url.protocol !== 'data:', (route) => {
    elsewhere.push(route.request().url())
    return route.abort()
  })
  await ana.context.route('**/canary.js', (route) => {
    elsewhere.push(route.request().url())
    return route.abort()
  })
  // Pictures at hostile addresses of the shop itself are only not there.
  await ana.context.route((url) => url.hostname === '127.0.0.1' && !/^\/(gallery|barrio\/|assets\/|gallery.*\.json|img\/(products|agents)\/[\w-]+\.svg|collect)/.test(url.pathname), (route) => route.fulfill({ status: 204 }))
  ana.page.on('dialog', (dialog) => (dialogs.push(dialog.message()), dialog.dismiss()))
  await ana.context.addInitScript(() => {
    localStorage.clear()
    window.sung = []
    window.canary = (...words) => sung.push(words)
    window.breaches = []
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) => breaches.push(`${violatedDirective} ${blockedURI} ${sample}`))
  })
  const state = async () => ({
    ...(await ana.page.evaluate(() => ({ sung, breaches, polluted: 'polluted' in {} }))),
    elsewhere, dialogs,
    thrown: ana.problems.filter((problem) => problem.startsWith('thrown') || /TypeError|RangeError|panick|unreachable/.test(problem)),
  })
  return { ...ana, state }
}

const CLEAN = { sung: [], breaches: [], polluted: false, elsewhere: [], dialogs: [], thrown: [] }

/** Addresses that pictures may have: an address of elsewhere is the store's own choice, a script is not. */
const ONLY_FETCHED = (breach) => !breach.startsWith('img-src')

async function assertClean(ana) {
  const { elsewhere, breaches, ...rest } = await ana.state()
  const ran = elsewhere.filter((url) => /canary\.js/.test(url))
  assert.deepEqual({ ...rest, elsewhere: ran, breaches: breaches.filter(ONLY_FETCHED) }, CLEAN)
}

/** Shows every campaign in a page, and looks at all that it made. */
async function showAll(list, { least = list.length * 0.9 } = {}) {
  const parts = cut(list)
  let shown = 0
  await pool(parts, async (part) => {
    const ana = await enter()
    await ana.page.route('**/gallery.json', (route) => route.fulfill({ json: { ...around, campaigns: part } }))
    await ana.page.goto('/gallery?show=')
    await ready(ana.page)
    const seen = await ana.page.evaluate(inspectAll, { host: HOST, ids: part.map(({ id }) => id) })
    assert.deepEqual(seen.found, [])
    shown += seen.shown
    await assertClean(ana)
    await ana.leave()
  })
  assert.ok(shown >= least, `${shown} of ${list.length} could be shown`)
}

/** In the page: shows one after another, and gives what it found in them that no words may bring about. */
async function inspectAll({ host, ids }) {
  const FORBIDDEN = new Set('script iframe object embed base meta link style template frame frameset portal math applet'.split(' '))
  const SAFE = /^(https?|mailto|tel):$/
  const found = []
  let shown = 0
  const turn = () => new Promise((resolve) => setTimeout(resolve))
  const protocolOf = (address) => {
    try {
      return new URL(address, location.href).protocol
    } catch {
      return 'none:'
    }
  }
  const roots = () => [...document.querySelectorAll(host)].map(({ shadowRoot }) => shadowRoot)
  const inspect = (id) => {
    for (const element of roots().flatMap((root) => [...root.querySelectorAll('*')])) {
      if (FORBIDDEN.has(element.localName)) found.push(`${id}: <${element.localName}>`)
      for (const { name, value } of element.attributes) {
        if (/^on/i.test(name) || name === 'srcdoc' || (name === 'style' && /url\(|expression|@import/.test(value))) found.push(`${id}: ${name}=${value}`)
        if (/^(href|src|action|formaction|poster|data|xlink:href)$/.test(name) && !SAFE.test(protocolOf(value)) && protocolOf(value) !== 'none:') found.push(`${id}: ${name}=${value}`)
      }
    }
  }
  const surface = (id) => {
    for (const root of roots()) {
      const element = root.querySelector(`[data-campaign="${CSS.escape(id)}"]`)
      if (element) return element
    }
  }
  for (const id of ids) {
    barrio('show', id)
    for (let turns = 0; turns < 4 && !surface(id); turns += 1) await turn()
    if (surface(id)) {
      shown += 1
      inspect(id)
    }
    // The first closes, the second takes away what stayed as a tab.
    barrio('dismiss', id)
    barrio('dismiss', id)
    // What fades is inert, and would only be counted again.
    for (const root of roots()) for (const leaving of root.querySelectorAll('[inert]')) leaving.remove()
  }
  await turn()
  return { found: found.slice(0, 20), shown }
}

describe('the store’s own names, people, colours and words', () => {
  test('are shown as they are, and run nothing', async () => {
    const ana = await enter()
    await ana.page.goto('/gallery?show=')
    await ready(ana.page)
    const found = await ana.page.evaluate(dressAll, { corpus: [...CORPUS, ENORMOUS], host: HOST })
    assert.deepEqual(found, [])
    await assertClean(ana)
    await ana.leave()
  })

  const lists = (shift) => {
    const pick = (number) => CORPUS[(shift + number * 13) % CORPUS.length]
    const outside = { store: gallery.store, agents: [{ ...gallery.agents[0], name: 'x', avatar: 'x' }], channels: [{ type: 'telegram', user: 'x' }], crm: gallery.crm, theme: gallery.theme, words: { en: { close: 'x', next: 'x' } } }
    return strings(outside).reduce((copy, path, number) => (isFixed(path) ? copy : replaced(copy, path, pick(number))), outside)
  }
  /** What must be right for the rest to be read at all. */
  const isFixed = (path) => /^(agents\.0\.(languages|replies)|channels\.0\.type|crm\.0)/.test(at(path))

  test('in the file itself break nothing', async () => {
    const shifts = Array.from({ length: 13 }, (_, number) => number)
    await pool(shifts, async (shift) => {
      const ana = await enter()
      await ana.page.route('**/gallery.json', (route) => route.fulfill({ json: { ...gallery, ...lists(shift) } }))
      await ana.page.goto('/gallery?show=')
      await ready(ana.page)
      const { found, shown } = await ana.page.evaluate(inspectAll, { host: HOST, ids: ['modal', 'chat', 'form', 'card'] })
      assert.deepEqual(found, [])
      assert.ok(shown >= 3, `${shown} of 4 could be shown`)
      await assertClean(ana)
      await ana.leave()
    })
  })
})

/** In the page: a stage for each of the corpus, with it as every word of its theme and of the widget's own words. */
async function dressAll({ corpus, host }) {
  const { createStage } = await import('/barrio/view.js')
  const found = []
  const view = { campaign: 'x', format: 'card', surface: 'corner', locale: 'en', label: 'x', nodes: [{ kind: 'heading', text: 'x' }, { kind: 'coupon', code: 'x', action: 0 }, { kind: 'field', type: 'email', name: 'email', text: 'x', required: true }], controls: ['back', 'next'] }
  for (const words of corpus) {
    const own = Object.fromEntries('close next back copy copied required needed invalid_email send done skip step'.split(' ').map((key) => [key, words]))
    const stage = createStage({ theme: { accent: words, surface: words, text: words, radius: words, font: words, shadow: words, scheme: words }, words: { en: own, [words]: own }, tell() {} })
    stage.show(view)
    await Promise.resolve()
    for (const { shadowRoot } of document.querySelectorAll(host)) {
      const parts = [...shadowRoot.querySelectorAll('*')]
      if (parts.some(({ localName }) => /^(script|img|iframe|link|style|svg)$/.test(localName) && localName !== 'svg')) found.push(words.slice(0, 60))
      for (const sheet of shadowRoot.adoptedStyleSheets) {
        for (const { cssText } of sheet.cssRules) if (/canary|display: none \}|@import/.test(cssText) && !/\.|\[|#/.test(cssText.split('{')[0].replace(':host', ''))) found.push(cssText.slice(0, 80))
      }
    }
    stage.invalid('x', 'email', 'invalid_email')
    stage.clear()
  }
  return [...new Set(found)].slice(0, 20)
}

/** Every name that a visitor's own values come by, in every kind of content that takes words. */
const NAMES = ['page.query.q', 'page.title', 'page.url', 'page.path', 'referrer', 'source', 'medium', 'campaign', 'landing_page', 'customer.first_name', 'product.name', 'cart.items', 'answers.score', 'locale']
const said = NAMES.map((name) => `{{ ${name} }}`).join(' ')
const ECHO = {
  ...around,
  campaigns: [
    { id: 'echo', format: 'card', trigger: { on: 'manual' }, content: { en: { blocks: [
      { heading: said }, { text: `**${said}** [${said}](/help) {{ customer.first_name | upcase | append: "!" | truncate: 400 }}` }, { list: [said] }, { coupon: '{{ customer.first_name }}' },
      { image: '/img/leaf.svg', alt: said }, { agent: 'auto', text: said }, { field: 'text', name: 'a', label: said, placeholder: said }, { consent: 'marketing', text: said }, { button: said, do: { chat: said } },
    ] } } },
    { id: 'asks', format: 'survey', again: '1h', trigger: { on: 'manual' }, content: { en: { blocks: [
      { question: 'text', name: 'score', text: 'x' }, { question: 'single', name: 'then', text: said, options: [{ value: 'a', label: said }], other: said },
    ], thanks: [{ heading: said }, { text: said }] } } },
  ],
}

describe('what a visitor brings along', () => {
  const serve = (ana) => ana.page.route('**/gallery.json', (route) => route.fulfill({ json: ECHO }))

  test('traits, titles, addresses, what is in the data layer, and answers: all are words', async () => {
    const ana = await enter()
    await serve(ana)
    await ana.page.goto('/gallery?show=')
    await ready(ana.page)
    const { found, unsaid } = await ana.page.evaluate(bringAll, { corpus: [...CORPUS, ENORMOUS], host: HOST })
    assert.deepEqual(found, [])
    assert.deepEqual(unsaid, [], 'what was said is read as it was written')
    await assertClean(ana)
    await ana.leave()
  })

  test('links that people come by', async () => {
    const groups = Array.from({ length: Math.ceil(CORPUS.length / 6) }, (_, number) => CORPUS.slice(number * 6, number * 6 + 6))
    await pool(groups, async (words) => {
      const ana = await enter()
      await serve(ana)
      const names = ['utm_source', 'utm_medium', 'utm_campaign', 'utm_term', 'utm_content', 'q']
      const query = names.map((name, number) => `${name}=${encodeURIComponent((words[number] ?? '').toWellFormed?.() ?? '')}`).join('&')
      await ana.page.goto(`/gallery?show=&${query}#${encodeURIComponent(words[0].toWellFormed?.() ?? '')}`, { referer: `${shop.url}/gallery?x=${encodeURIComponent(words[1]?.toWellFormed?.() ?? '')}` })
      await ready(ana.page)
      const { found, shown } = await ana.page.evaluate(inspectAll, { host: HOST, ids: ['echo'] })
      assert.deepEqual(found, [])
      assert.equal(shown, 1)
      await assertClean(ana)
      await ana.leave()
    })
  })

  test('what is kept on the device, rewritten', async () => {
    const seed = await enter()
    await serve(seed)
    await seed.page.goto('/gallery?show=&utm_source=a&utm_medium=b')
    await ready(seed.page)
    await seed.page.evaluate(() => {
      barrio('consent', { analytics: true, marketing: true, preferences: true })
      barrio('identify', 'ana', { first_name: 'Ana', email: 'ana@example.com' })
      barrio('track', 'add_to_cart', { items: [{ item_name: 'Parka', item_id: 'P', price: 1 }], value: 1, currency: 'USD' })
      barrio('show', 'asks')
    })
    await eventually(() => seed.page.locator(HOST).count())
    const kept = await seed.page.evaluate(() => Object.fromEntries(Object.entries(localStorage).filter(([key]) => key.startsWith('barrio:'))))
    assert.ok(Object.keys(kept).length >= 3, Object.keys(kept).join())
    await seed.leave()
    await pool(Array.from({ length: 24 }, (_, number) => number), async (turn) => {
      const ana = await enter()
      await serve(ana)
      await ana.context.addInitScript((records) => {
        for (const [key, text] of Object.entries(records)) localStorage.setItem(key, text)
      }, rewritten(kept, turn))
      await ana.page.goto('/gallery?show=')
      await ready(ana.page)
      const { found, shown } = await ana.page.evaluate(inspectAll, { host: HOST, ids: ['echo', 'asks'] })
      assert.deepEqual(found, [])
      assert.ok(shown >= 1, 'it still shows')
      await assertClean(ana)
      await ana.leave()
    })
  })
})

/** The records with every string another of the corpus; every fifth time they are not even JSON. */
function rewritten(kept, turn) {
  let number = turn * 17
  const next = () => CORPUS[number++ % CORPUS.length]
  return Object.fromEntries(Object.entries(kept).map(([key, text]) => {
    if (turn % 5 === 4) return [key, next()]
    const value = JSON.parse(text)
    return [key, JSON.stringify(strings(value).reduce((copy, path) => replaced(copy, path, next()), value))]
  }))
}

/** In the page: brings each of the corpus along in every way, and looks at what then stands there. */
async function bringAll({ corpus, host }) {
  const found = []
  const unsaid = []
  const turn = () => new Promise((resolve) => setTimeout(resolve))
  const root = () => document.querySelector(host)?.shadowRoot
  const message = (id) => root()?.querySelector(`[data-campaign="${id}"]`)
  const look = (words) => {
    for (const element of root()?.querySelectorAll('*') ?? []) {
      if (/^(script|iframe|object|embed|style|link|base|meta)$/.test(element.localName)) found.push(`<${element.localName}> from ${words.slice(0, 60)}`)
      for (const { name, value } of element.attributes) if (/^on/.test(name) || (/href|src|action/.test(name) && name !== 'data-action' && !/^(\/|https?:|\?|#)/.test(value))) found.push(`${name}=${value.slice(0, 60)}`)
    }
  }
  const show = async (id) => {
    barrio('show', id)
    for (let turns = 0; turns < 6 && !message(id); turns += 1) await turn()
    return message(id)
  }
  for (const words of corpus) {
    const wellFormed = words.toWellFormed?.() ?? words
    document.title = words
    history.replaceState(null, '', `/gallery?show=&q=${encodeURIComponent(wellFormed.slice(0, 2000))}#${encodeURIComponent(wellFormed.slice(0, 200))}`)
    barrio('identify', words, { first_name: words, [words]: words, nested: { [words]: [words] } })
    barrio('track', words, { [words]: words })
    window.dataLayer.push({ ecommerce: null }, { event: 'view_item', ecommerce: { currency: words, value: words, items: [{ item_id: words, item_name: words, item_category: words, price: words }] } })
    window.dataLayer.push({ event: 'add_to_cart', ecommerce: { currency: 'USD', value: 1, items: [{ item_id: words, item_name: words, price: 1, quantity: 1 }] } })
    await turn()
    const echo = await show('echo')
    look(words)
    // What the browser does not let stand in a text, such as half of a sign, it changes; what is long is cut.
    const plain = wellFormed.replace(/\s+/g, ' ').trim()
    if (plain && plain.length < 1000 && plain === words && !echo?.textContent.replace(/\s+/g, ' ').includes(plain)) unsaid.push(words)
    barrio('dismiss', 'echo')
    const asks = await show('asks')
    const area = asks?.querySelector('textarea, input')
    if (area) {
      area.value = words
      area.dispatchEvent(new Event('input', { bubbles: true, composed: true }))
      asks.querySelector('[data-action="next"]')?.click()
      await turn()
      look(words)
    }
    barrio('dismiss', 'asks')
    for (const leaving of root()?.querySelectorAll('[inert]') ?? []) leaving.remove()
  }
  await turn()
  return { found: [...new Set(found)].slice(0, 20), unsaid: unsaid.slice(0, 20) }
}
