// Hostile words in all that a visitor can bring along, from the address to what is kept on the device: they are words, and nothing else.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { CORPUS, ENORMOUS } from './corpus.mjs'
import { assertClean, enterGuarded, inspectAll, openGuarded } from './guarded.mjs'
import { eventually, HOST, openShop } from './harness.mjs'
import { galleryFile, pool } from './gallery.mjs'
import { replaced, strings } from './payloads.mjs'

const shop = await openShop()
const gallery = await galleryFile()

/** Every name that a visitor's own values come by, in every kind of content that takes words. */
const NAMES = ['page.query.q', 'page.title', 'page.url', 'page.path', 'referrer', 'source', 'medium', 'campaign', 'landing_page', 'customer.first_name', 'product.name', 'cart.items', 'answers.score', 'locale']
const said = NAMES.map((name) => `{{ ${name} }}`).join(' ')
const ECHO = {
  ...gallery, comment: undefined,
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
    const ana = await enterGuarded(shop)
    await serve(ana)
    await openGuarded(ana)
    const { found, unsaid } = await ana.page.evaluate(bringAll, { corpus: [...CORPUS, ENORMOUS], host: HOST })
    assert.deepEqual(found, [])
    assert.deepEqual(unsaid, [], 'what was said is read as it was written')
    await assertClean(ana)
    await ana.leave()
  })

  test('links that people come by', async () => {
    const groups = Array.from({ length: Math.ceil(CORPUS.length / 6) }, (_, number) => CORPUS.slice(number * 6, number * 6 + 6))
    await pool(groups, async (words) => {
      const ana = await enterGuarded(shop)
      await serve(ana)
      const names = ['utm_source', 'utm_medium', 'utm_campaign', 'utm_term', 'utm_content', 'q']
      const query = names.map((name, number) => `${name}=${encodeURIComponent((words[number] ?? '').toWellFormed?.() ?? '')}`).join('&')
      await openGuarded(ana, `/gallery?show=&${query}#${encodeURIComponent(words[0].toWellFormed?.() ?? '')}`, { referer: `${shop.url}/gallery?x=${encodeURIComponent(words[1]?.toWellFormed?.() ?? '')}` })
      const { found, shown } = await ana.page.evaluate(inspectAll, { host: HOST, ids: ['echo'] })
      assert.deepEqual(found, [])
      assert.equal(shown, 1)
      await assertClean(ana)
      await ana.leave()
    })
  })

  test('what is kept on the device, rewritten', async () => {
    const seed = await enterGuarded(shop)
    await serve(seed)
    await openGuarded(seed, '/gallery?show=&utm_source=a&utm_medium=b')
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
      const ana = await enterGuarded(shop)
      await serve(ana)
      await ana.context.addInitScript((records) => {
        for (const [key, text] of Object.entries(records)) localStorage.setItem(key, text)
      }, rewritten(kept, turn))
      await openGuarded(ana)
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
  // What shows is loaded with the first message.
  let loadedBy = performance.now() + 5_000
  const show = async (id) => {
    barrio('show', id)
    for (let turns = 0; (turns < 10 || performance.now() < loadedBy) && !message(id); turns += 1) await turn()
    loadedBy = 0
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
