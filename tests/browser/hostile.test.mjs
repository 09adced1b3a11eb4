// Store files that are broken, enormous or hostile: the shop works, nothing runs, what is good still shows.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { eventually, HOST, openShop, PATIENCE, waitForMessage } from './harness.mjs'
import { PAYLOADS, replacedAll, variations } from './payloads.mjs'
import { addToCart, call, demoStoreFile, PRODUCT, ready, SPAIN } from './steps.mjs'

const shop = await openShop()
const demo = await demoStoreFile()

/**
 * A visitor; `see(file)` opens a product of a shop with that store file, from nothing each time.
 * What barrio complains of is in `complaints`.
 */
async function enter(...preparations) {
  const ana = await shop.newVisitor({ ...SPAIN, now: undefined, reducedMotion: 'reduce' })
  const { context, page, problems } = ana
  await context.addInitScript(() => {
    localStorage.clear()
    window.complaints = []
    addEventListener('barrio:error', ({ detail }) => complaints.push(detail))
  })
  for (const prepare of preparations) await prepare(ana)
  let answer
  await context.route('**/barrio.json', (route) => route.fulfill(answer))
  const see = async (file, status = 200) => {
    problems.length = 0
    const body = typeof file === 'string' ? file : JSON.stringify(file)
    answer = { status, contentType: 'application/json', body }
    await page.goto(PRODUCT)
  }
  const complaints = async () => {
    await ready(page)
    return eventually(() => page.evaluate(() => complaints.length > 0 && complaints))
  }
  return { ...ana, see, complaints }
}

async function assertShopWorks({ page }) {
  assert.match(await page.title(), /Lakefront Parka/)
  await addToCart(page)
  await page.getByRole('link', { name: 'See the cart' }).waitFor()
}

/** Problems that are none of the test's own making. */
const unexpected = ({ problems }, expected) => problems.filter((problem) => !expected.some((words) => problem.includes(words)))

const nested = (levels) => '['.repeat(levels) + ']'.repeat(levels)
const nestedObjects = (levels) => '{"a":'.repeat(levels) + '1' + '}'.repeat(levels)

/** Files of which nothing can run: a name, the text, and what barrio says of it. */
const BROKEN = [
  ['empty', '', /not JSON/],
  ['no JSON', '<!doctype html><title>Not found</title>', /not JSON/],
  ['cut off', JSON.stringify(demo).slice(0, -20), /not JSON/],
  ['a list', '[]', /must be an object/],
  ['null', 'null', /must be an object/],
  ['5,000 lists in each other', nested(5000), /deep|nest/i],
  ['5,000 objects in each other', nestedObjects(5000), /deep|nest/i],
  ['deep nesting inside a campaign', JSON.stringify(demo).replace('"priority":10', `"priority":${nested(5000)}`), /deep|nest/i],
  ['larger than 2 MB', JSON.stringify({ ...demo, comment: 'x'.repeat(2_100_000) }), /larger than 2 MB/],
]

describe('a file that cannot be read', () => {
  let ana
  before(async () => (ana = await enter()))
  after(() => ana.leave())

  for (const [name, text, complaint] of BROKEN) {
    test(`${name}: is complained of, and the shop works`, async () => {
      await ana.see(text)
      const [first] = await ana.complaints()
      assert.match(first.message, complaint)
      await assertShopWorks(ana)
      assert.equal(await ana.page.locator(HOST).count(), 0)
      assert.deepEqual(ana.problems, [])
    })
  }

  test('not found: one warning, and the shop works', async () => {
    await ana.see('not there', 404)
    assert.ok(await eventually(() => ana.problems.some((problem) => problem.startsWith('warning: barrio: ')), { within: PATIENCE }))
    await assertShopWorks(ana)
    assert.deepEqual(unexpected(ana, ['warning: barrio: ', 'Failed to load resource']), [])
  })
})

const WRONG = [7, true, null, [], {}, 'x']

/** Where a fault leaves a campaign that may show, the visitor closes it and goes on. */
const closeAll = ({ context }) =>
  context.addInitScript(() => addEventListener('barrio:shown', ({ detail }) => barrio('dismiss', detail.campaign)))

describe('a file with values of the wrong type', () => {
  let ana
  before(async () => (ana = await enter(closeAll)))
  after(() => ana.leave())

  for (const wrong of WRONG) {
    test(`${JSON.stringify(wrong)} wherever something is asked for: the shop works`, async () => {
      const sections = Object.fromEntries(Object.keys(demo).map((key) => [key, wrong]))
      const campaigns = [wrong, ...demo.campaigns.flatMap((campaign) => withWrongValues(campaign, wrong))]
      await ana.see({ ...sections, version: 1, campaigns })
      assert.ok(await ana.complaints())
      await assertShopWorks(ana)
      assert.deepEqual(ana.problems, [])
    })
  }

  test('no campaign runs that has one', async () => {
    const [welcome] = demo.campaigns
    const keys = ['audience', 'trigger', 'frequency', 'format', 'priority', 'content']
    // A text is the short form of a trigger: the name of the event that it waits for.
    const values = (key) => (key === 'trigger' ? [true, 7, []] : [true, 'x', []])
    const wrong = keys.flatMap((key) => values(key).map((value) => ({ ...welcome, id: `${key} ${JSON.stringify(value)}`, [key]: value })))
    await ana.see({ ...demo, campaigns: wrong })
    assert.ok(await ana.complaints())
    const { campaigns } = await call(ana.page, 'explain')
    assert.deepEqual(campaigns.map(({ campaign }) => campaign), [])
  })
})

describe('beside much that is bad', () => {
  let ana
  before(async () => (ana = await enter()))
  after(() => ana.leave())

  test('a good campaign runs', async () => {
    // What a fault leaves able to show would come before the good ones.
    const calm = demo.campaigns.map((campaign) => ({ ...campaign, trigger: { on: 'manual' } }))
    const bad = calm.flatMap((campaign) => WRONG.flatMap((wrong) => withWrongValues(campaign, wrong)))
    await ana.see({ ...demo, campaigns: [...bad.filter(({ trigger }) => trigger?.on), ...demo.campaigns] })
    const message = await waitForMessage(ana.page)
    assert.equal(await message.getByRole('heading').innerText(), '¡Hola! Enviamos a España')
    await message.getByRole('button', { name: 'Seguir mirando' }).click()
    await assertShopWorks(ana)
    assert.deepEqual(ana.problems, [])
  })

  test('of ten thousand campaigns the first run, and the page stays usable', async () => {
    const [welcome] = demo.campaigns
    const plain = { trigger: { on: 'manual' }, format: 'modal', content: { es: { blocks: [{ text: 'x' }] } } }
    const many = Array.from({ length: 10_000 }, (_, number) => ({ ...plain, id: `c${number}` }))
    await ana.see({ ...demo, programs: undefined, campaigns: [welcome, ...many] })
    await waitForMessage(ana.page)
    await call(ana.page, 'dismiss')
    await assertShopWorks(ana)
    assert.ok((await ana.complaints()).some(({ message }) => /first 1,000/.test(message)))
    assert.deepEqual(ana.problems, [])
  })
})

/** A copy of a campaign for each of its keys, with something of the wrong type there. */
const withWrongValues = (campaign, wrong) => Object.keys(campaign).map((key) => ({ ...campaign, id: `${campaign.id}-${key}`, [key]: wrong }))

/** All strings that are not a campaign's; of agents and channels those without which they are whole. */
const outside = ({ campaigns, agents, ...rest }, payload) => ({
  ...replacedAll(rest, payload),
  campaigns,
  agents: agents.map((agent) => ({ ...agent, name: payload, avatar: payload })),
  channels: [{ type: 'telegram', user: payload }, { type: 'email', address: payload }],
})

/** What leads to no address that has to be known first: without one it does not show. */
const anywhere = demo.campaigns.filter((campaign) => !/"(open|url)":"[^"]*\{[{%]/.test(JSON.stringify(campaign)))

/** One more block, which the demo has not. */
const PICTURE = { id: 'picture', format: 'modal', trigger: { on: 'manual' }, content: { es: { blocks: [{ image: '/img/leaf.svg', alt: 'Una hoja' }, { text: 'x' }] } } }

/** Without the shop's policy nothing but barrio itself stands between the file and the page. */
const withoutPolicy = ({ context }) =>
  context.route(`${shop.url}${PRODUCT}`, async (route) => {
    const response = await route.fetch()
    const { 'content-security-policy': policy, ...headers } = response.headers()
    assert.ok(policy, 'the shop has a policy to take away')
    await route.fulfill({ response, headers })
  })

/** Nothing leaves this machine, whatever a file asks for. */
const noElsewhere = ({ context }) => context.route((url) => url.hostname !== '127.0.0.1', (route) => route.abort())

/**
 * In the page: shows each campaign as often as it has buttons, uses one of them each time, and gives
 * what it found that no store file may bring about.
 */
async function useAll({ host, good, ids, patience }) {
  const allowed = new Set('dialog section form button div p span h2 strong em small b a img code ul ol li dl dt dd label legend fieldset input select option textarea progress svg path'.split(' '))
  const safe = /^(https?|mailto|tel):/
  const places = /^((--)?[a-z-]+: [-+*/\d.\s()a-z%]*;\s?)*$/
  const found = []
  const note = (id, what) => found.push(`${id}: ${what}`)
  const inspect = (id, element) => {
    if (!allowed.has(element.localName)) note(id, `<${element.localName}>`)
    for (const { name, value } of element.attributes) {
      // What scripts set of a style is written there too: places and numbers, and none of them a text of the file.
      const own = name === 'style' && places.test(value)
      if (/^(on|style|srcdoc)/.test(name) && !own) note(id, `${name}=${value}`)
    }
    const leads = element.localName === 'a' ? element.hasAttribute('href') && element.href : element.src
    if (leads && !safe.test(leads)) note(id, leads)
  }
  let id, shown = 0
  const turn = () => new Promise((resolve) => setTimeout(resolve))
  const show = async (id, patience) => {
    barrio('show', id)
    for (let turns = 0; turns < patience; turns += 1) {
      const surface = document.querySelector(host)?.shadowRoot.querySelector(`[data-campaign="${CSS.escape(id)}"]`)
      if (surface) return surface
      await turn()
    }
  }
  // What leads away is noted instead; an address with a script would run before anybody could stop it.
  navigation.addEventListener('navigate', (event) => (safe.test(event.destination.url) || note(id, event.destination.url), event.preventDefault()))
  window.open = (url) => void (safe.test(url) || note(id, url))
  // What shows comes with the first message.
  await show(good, 2_000)
  barrio('dismiss')
  for (id of ids) {
    for (let at = 0, count = 1; at < count; at += 1) {
      const surface = await show(id, patience)
      if (!surface) break
      shown += at === 0 ? 1 : 0
      surface.getRootNode().querySelectorAll('*').forEach((element) => inspect(id, element))
      const controls = surface.querySelectorAll(/-do\b/.test(id) ? '.content button, .content a' : '.content a')
      count = controls.length
      controls[at]?.click()
      barrio('dismiss')
    }
  }
  await turn()
  return { shown, found, deed: window.deed }
}

describe('script in every string', { concurrency: 2 }, () => {
  for (const [name, policy, payloads] of [
    ['without a policy', withoutPolicy, PAYLOADS],
    // What runs in spite of everything else is above; here even the attempt is a failure.
    ['under the policy of the shop', () => {}, PAYLOADS.slice(0, 3)],
  ]) {
    test(`of the campaigns, ${name}: nothing runs`, async () => {
      const ana = await enter(noElsewhere, policy)
      // One language: the strings are at the same places in the others.
      const spanish = [...demo.campaigns, PICTURE].map((campaign) => ({ ...campaign, content: { es: campaign.content.es } }))
      const hostile = spanish.flatMap((campaign) => variations(campaign, payloads))
      // So many as a store file may have, in one of its size.
      for (let from = 0; from < hostile.length; from += 300) {
        const some = hostile.slice(from, from + 300)
        await ana.see({ ...demo, campaigns: [...demo.campaigns, ...some] })
        await assertNothingRuns(ana, some, some.length / 3)
      }
      await ana.leave()
    })

    test(`of everything else, ${name}: nothing runs, and the campaigns show`, async () => {
      const ana = await enter(noElsewhere, policy)
      for (const payload of payloads) {
        await ana.see(outside(demo, payload))
        await assertNothingRuns(ana, anywhere, anywhere.length, 500)
      }
      await ana.leave()
    })
  }

  test('is words: it is read as it was written', async () => {
    const [payload] = PAYLOADS
    const [welcome] = demo.campaigns
    const ana = await enter()
    const blocks = [{ heading: payload }, { text: payload }, { coupon: payload }, { button: payload, do: 'dismiss' }]
    await ana.see({ ...demo, programs: undefined, campaigns: [{ ...welcome, content: { es: { blocks } } }] })
    const message = await waitForMessage(ana.page)
    for (const selector of ['h2', '.text', 'code', '.button']) {
      assert.equal(await message.locator(selector).textContent(), payload, selector)
    }
    await ana.leave()
  })
})

/** Uses the campaigns, of which `least` can be shown within so many turns; the shop stands, and nothing was even tried. */
async function assertNothingRuns(ana, campaigns, least, patience = 3) {
  await ready(ana.page)
  const { shown, found, deed } = await ana.page.evaluate(useAll, { host: HOST, good: demo.campaigns[0].id, ids: campaigns.map(({ id }) => id), patience })
  assert.equal(deed, undefined)
  assert.deepEqual(found, [])
  assert.ok(shown >= least, `${shown} of ${campaigns.length} could be shown`)
  await assertShopWorks(ana)
  // A picture whose address is none is not there: that alone may be complained of.
  assert.deepEqual(unexpected(ana, ['Failed to load resource', 'net::ERR_FAILED']), [])
}
