// Runs the public test data of ../shared/data through the shipped wasm; engine/tests/data.rs runs it natively.
// What does not hold on purpose stands in engine/tests/data/exceptions.json, each with its reason.
import assert from 'node:assert/strict'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { createEngine } from '../../pkg/dist/index.js'
import { loadEngine, rest, wasm, why } from './package.mjs'

const root = new URL('../../', import.meta.url)
const shared = new URL('../shared/data/', root)
const NOW = 1795341600000
const PAGE = 'https://shop.example/'

const read = (file) => JSON.parse(readFileSync(file, 'utf8'))
const own = (name) => read(new URL(`engine/tests/data/${name}`, root))
const exceptions = own('exceptions.json')
const long = read(new URL('pkg/sources.json', root))
const Engine = await loadEngine()

/** A test over a file or folder of the public data; where that is absent, it says so and is passed over. */
function over(name, title, run) {
  const place = new URL(name, shared)
  const skip = existsSync(fileURLToPath(place)) ? false : `Not run: ../shared/data/${name} is not there.`
  test(title, { skip }, () => run(place))
}

/** Compares [name, expected, found] of each case. An exception that holds is a fault too. */
function judge(suite, results) {
  const reasons = exceptions[suite] ?? {}
  const faults = results.flatMap(([name, expected, found]) => {
    const holds = expected === found
    if (holds && name in reasons) return [`${name}: holds, so it is no exception any more`]
    return holds || name in reasons ? [] : [`${name}: expected ${expected}, found ${found}`]
  })
  assert.notEqual(results.length, 0, 'There is no case.')
  assert.deepEqual(faults, [])
}

/** What the engine says after somebody has arrived: its effects, and what `explain` tells. */
function arrive({ store = {}, facts = {}, url = PAGE, referrer = '' }) {
  const engine = new Engine(JSON.stringify({ version: 1, ...store }))
  const step = (input) => JSON.parse(engine.step(NOW, JSON.stringify(input)))
  try {
    const effects = [
      ...step({ type: 'start', facts: { languages: ['en'], ...facts } }),
      ...step({ type: 'page', facts: { url, referrer } }),
    ]
    return { effects, explained: JSON.parse(engine.explain(NOW)) }
  } finally {
    engine.free()
  }
}

/** What brought a visitor, as it is kept on the device; and the same as conditions see it. */
function touch(url, referrer, sources) {
  const store = { consent: { default: 'granted' } }
  const { effects, explained } = arrive({ store, facts: { sources }, url, referrer })
  const { last } = JSON.parse(effects.find(({ persist }) => persist === 'touch').value)
  for (const name of ['source', 'medium', 'campaign', 'channel']) assert.equal(explained.visitor[name], last[name])
  return last
}

/** Names of sources are compared by their letters and digits: `Meta.ua` is `metaua`. */
const letters = (name) => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')

/** What a case of the referer list expects, in GA4's words: it names mail and assistants by their hosts. */
function expectedOf({ uri, source, medium }) {
  const { host } = new URL(uri)
  const named = { search: 'organic', social: 'social', paid: 'cpc' }[medium]
  return named ? `${letters(source)} / ${named}` : `${letters(host)} / ${{ email: 'email', chatbot: 'referral' }[medium]}`
}

over('referer/cases.json', 'referrers, with the long list of sites', (place) => {
  const results = read(place).map((given) => {
    const { source, medium, term } = touch(PAGE, given.uri, long)
    const found = `${letters(source)} / ${medium} / ${term ?? ''}`
    return [given.spec, `${expectedOf(given)} / ${given.term ?? ''}`, found]
  })
  judge('referer', results)
})

over('referer/cases.json', 'referrers, with what the engine knows by itself', (place) => {
  const known = read(place).filter((given) => {
    const { source, medium } = touch(PAGE, given.uri)
    return expectedOf(given) === `${letters(source)} / ${medium}`
  })
  assert.ok(known.length >= 42, `${known.length}`)
})

function channel(source, medium = '', campaign = '', sources = undefined) {
  const query = new URLSearchParams({ utm_source: source, utm_medium: medium, utm_campaign: campaign })
  return touch(`${PAGE}?${query}`, '', sources).channel
}

over('ga4-channel/cases.json', 'channels', (place) => {
  const results = read(place).map(({ source, medium, campaign, expected_channel: expected }) => {
    return [[source, medium, campaign].join('/'), expected, channel(source, medium, campaign)]
  })
  judge('channel', results)
})

over('ga4-channel/ga4_source_categories.csv', "the sources of GA4's list", (place) => {
  const [, ...rows] = readFileSync(place, 'utf8').trim().split(/\r?\n/)
  const kinds = { SEARCH: 'Search', SOCIAL: 'Social', SHOPPING: 'Shopping', VIDEO: 'Video' }
  const results = rows.map((row) => {
    const [, source, kind] = /^(.*),SOURCE_CATEGORY_(\w+)$/.exec(row)
    return [source, `Organic ${kinds[kind]}`, channel(source, '', '', long)]
  })
  judge('sources', results)
})

/** The locale of what is shown where these are available. */
function negotiated(languages, available, locale = 'und') {
  const content = Object.fromEntries(available.map((tag) => [tag, { blocks: [{ text: tag }] }]))
  const campaign = { id: 'a', format: 'banner', trigger: 'page_view', content }
  const { effects } = arrive({ store: { store: { name: 'S', locale }, campaigns: [campaign] }, facts: { languages } })
  return effects.find(({ show }) => show)?.show.locale ?? ''
}

over('langneg/', 'languages', (place) => {
  const files = readdirSync(place, { recursive: true }).filter((name) => name.endsWith('.json'))
  const results = files.flatMap((file) =>
    read(new URL(file, place)).map(({ input, output }) => {
      // The engine can only take what there is; the default counts where it is available.
      const best = output.find((tag) => input[1].includes(tag)) ?? ''
      return [JSON.stringify(input), best, negotiated(...input)]
    })
  )
  judge('languages', results)
})

/** Whether a visitor with this user agent counts as a program. */
const isBot = (agent) => arrive({ facts: { user_agent: agent } }).explained.bot

test('people are no robots', () => {
  const people = Object.entries(own('people.json'))
  assert.deepEqual(people.filter(([, agent]) => isBot(agent) !== false), [])
})

over('bots/crawler-user-agents.json', 'robots', (place) => {
  const agents = read(place).flatMap(({ instances }) => instances)
  const recognised = agents.filter((agent) => isBot(agent) === true).length
  assert.ok(recognised >= agents.length * 0.97, `${recognised} of ${agents.length} are recognised.`)
})

/** Whether the audience rule lets a visitor in. A campaign that was left out for a fault lets in nobody. */
function isMet([, audience, visitor, , groups]) {
  const content = { en: { blocks: [{ text: 'x' }] } }
  const campaign = { id: 'case', format: 'banner', trigger: 'page_view', audience, content }
  const { explained } = arrive({ store: { campaigns: [campaign], groups }, facts: { visitor } })
  const rule = explained.campaigns[0]?.rules.find((known) => known.rule === 'audience')
  return rule?.verdict === 'yes'
}

over('growthbook/cases.json', "GrowthBook's conditions", (place) => {
  const results = read(place).evalCondition.map((given) => [given[0], given[3], isMet(given)])
  judge('conditions', results)
})

/** Whether two results agree; GrowthBook writes what it expects with eight digits. */
function agree(one, other) {
  if (Array.isArray(one)) return one.length === other?.length && one.every((item, at) => agree(item, other[at]))
  return typeof one === 'number' ? Math.abs(one - other) < 1e-8 : one === other
}

over('growthbook/cases.json', "GrowthBook's buckets", async (place) => {
  const engine = await createEngine({ version: 1 }, await wasm(), await rest(), await why())
  const cases = read(place)
  // What stands before the arguments: some have a name.
  const kinds = { hash: 0, getBucketRange: 1, chooseVariation: 1, inNamespace: 1, getEqualWeights: 0 }
  for (const [kind, first] of Object.entries(kinds)) {
    assert.notEqual(cases[kind].length, 0)
    for (const given of cases[kind]) {
      const found = engine.bucket(kind, given.slice(first, -1))
      assert.ok(agree(given.at(-1), found), `${kind} ${JSON.stringify(given)} gives ${JSON.stringify(found)}`)
    }
  }
  engine.free()
})

over('liquid/cases.json', "Liquid's templates", async (place) => {
  const engine = await createEngine({ version: 1 }, await wasm(), await rest(), await why())
  const results = read(place).map(({ name, template, data = null, result, results, invalid }) => {
    const found = engine.bucket('template', [template, data])
    const expected = results?.includes(found) ? found : invalid ? null : result
    return [name, expected, found]
  })
  engine.free()
  judge('templates', results)
})
