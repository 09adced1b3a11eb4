// Hostile words in every string of the gallery's store file, and in all that a visitor can bring along: nothing runs, nothing breaks.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { before, describe, test } from 'node:test'
import { createEngine } from '../../pkg/dist/index.js'
import { CORPUS, ENORMOUS } from './corpus.mjs'
import { assertClean, enterGuarded, inspectAll, openGuarded } from './guarded.mjs'
import { HOST, openShop } from './harness.mjs'
import { galleryFile, pool } from './gallery.mjs'
import { replaced, strings } from './payloads.mjs'

const shop = await openShop()
const read = (name) => readFile(new URL(`../../pkg/dist/${name}`, import.meta.url))
const parts = [await read('barrio_bg.wasm'), await read('barrio_speak.wasm'), await read('barrio_why.wasm')]

/** English alone: the strings are at the same places in the other languages. */
const gallery = await galleryFile()
const campaigns = gallery.campaigns.map(({ comment, ...campaign }) => ({ ...campaign, content: { en: campaign.content.en } }))
const around = { ...gallery, comment: undefined, campaigns: [] }

/** So many campaigns are in a file for one page: fewer than the engine takes, and under 2 MB. */
const CAMPAIGNS_MAX = 400
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
  for (const part of cut(list.map((campaign, number) => ({ ...campaign, id: `c${number}` })))) {
    const engine = await createEngine({ ...around, campaigns: part }, ...parts)
    const left = new Set(engine.explain(Date.now()).campaigns.map(({ campaign }) => campaign))
    engine.free()
    part.forEach(({ id }) => verdicts.push(left.has(id)))
  }
  return verdicts
}

/** Where a string stands, for people. */
const at = (path) => path.join('.')

/** What a place has in common with others: the keys that lead to it, and those beside it. */
function kindOf({ campaign, path }) {
  const beside = path.slice(0, -1).reduce((value, key) => value[key], campaign)
  return `${path.filter((key) => isNaN(key)).join('.')} ${Object.keys(beside).join(' ')}`
}

describe('a store file with hostile words', () => {
  /** Each string of each campaign: its place, and which of the corpus the engine takes there. */
  let places

  before(async () => {
    places = campaigns.flatMap((campaign) => strings(campaign).filter(([key]) => key !== 'id').map((path) => ({ campaign, path })))
    const known = new Set()
    places.forEach((place, number) => {
      const kind = kindOf(place)
      // The first place of a kind is given all of them, the others some, each other ones.
      place.given = known.has(kind) ? CORPUS.filter((_, at) => at % 45 === number % 45) : CORPUS
      known.add(kind)
    })
    const verdicts = await taken(places.flatMap(({ campaign, path, given }) => given.map((words) => replaced(campaign, path, words))))
    for (const place of places) {
      const own = verdicts.splice(0, place.given.length)
      place.takes = place.given.filter((_, at) => own[at])
    }
  })

  test('is read in every place with each of them, and faults are no accidents', () => {
    assert.ok(CORPUS.length >= 200, `${CORPUS.length} hostile strings`)
    assert.ok(places.length >= 300, `${places.length} places`)
    // What names a kind of thing takes none of them; what is only words takes all but broken templates.
    const isWords = ({ path }) => /^(heading|text|hint|low|high|placeholder|label|teaser|alt)$/.test(path.at(-1))
    const shy = places.filter((place) => isWords(place) && place.takes.length < place.given.length / 2)
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
 * every place has had all that it was given and takes.
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

/** Shows every campaign in a page, and looks at all that it made. */
async function showAll(list, { least = list.length * 0.9 } = {}) {
  const parts = cut(list)
  let shown = 0
  await pool(parts, async (part) => {
    const ana = await enterGuarded(shop)
    await ana.page.route('**/gallery.json', (route) => route.fulfill({ json: { ...around, campaigns: part } }))
    await openGuarded(ana)
    const seen = await ana.page.evaluate(inspectAll, { host: HOST, ids: part.map(({ id }) => id) })
    assert.deepEqual(seen.found, [])
    shown += seen.shown
    await assertClean(ana)
    await ana.leave()
  })
  assert.ok(shown >= least, `${shown} of ${list.length} could be shown`)
}

describe('the store’s own names, people, colours and words', () => {
  test('are shown as they are, and run nothing', async () => {
    const ana = await enterGuarded(shop)
    await openGuarded(ana)
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
      const ana = await enterGuarded(shop)
      await ana.page.route('**/gallery.json', (route) => route.fulfill({ json: { ...gallery, ...lists(shift) } }))
      await openGuarded(ana)
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
  /** A stage with these words everywhere; gives the rules of its style sheets, by what they are for. */
  const dress = (words) => {
    const own = Object.fromEntries('close next back copy copied required needed invalid_email send done skip step'.split(' ').map((key) => [key, words]))
    const stage = createStage({ theme: { accent: words, surface: words, text: words, radius: words, font: words, shadow: words, scheme: words }, words: { en: own, [words]: own }, tell() {} })
    stage.show(view)
    const { shadowRoot } = document.querySelector(host)
    if (shadowRoot.querySelector('script, img, iframe, link, style')) found.push(`an element from ${words.slice(0, 60)}`)
    const rules = shadowRoot.adoptedStyleSheets.flatMap(({ cssRules }) => [...cssRules])
    if (rules.some(({ cssText }) => /url\(|@import/.test(cssText))) found.push(`an address from ${words.slice(0, 60)}`)
    stage.invalid('x', 'email', 'invalid_email')
    stage.clear()
    return rules.map(({ selectorText, conditionText, name }) => selectorText ?? conditionText ?? name).join()
  }
  const usual = ['', 'dark'].map(dress)
  for (const words of corpus) if (!usual.includes(dress(words))) found.push(`other rules from ${words.slice(0, 60)}`)
  return [...new Set(found)].slice(0, 20)
}
