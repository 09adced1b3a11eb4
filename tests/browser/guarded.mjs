// Pages in which nothing hostile may run: what must not happen is noted, and what stands in our messages is looked at.
import assert from 'node:assert/strict'

/** A visitor of a page that notes what must not happen: a canary that sings, dialogs, breaches, requests to elsewhere; `state()` gives it. */
export async function enterGuarded(shop) {
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

/** A picture from elsewhere is the store's own choice, and the policy's to refuse; a script is not. */
const ONLY_FETCHED = (breach) => !breach.startsWith('img-src')

/** Opens the gallery without a message and waits until commands act; a large store file takes a busy machine a while. */
export async function openGuarded({ page }, path = '/gallery?show=', options = {}) {
  await page.goto(path, { timeout: 60_000, ...options })
  await page.waitForFunction(() => Object.hasOwn(window.barrio?.q ?? {}, 'push'), undefined, { timeout: 60_000 })
}

/** Nothing of it happened. */
export async function assertClean(ana) {
  const { elsewhere, breaches, ...rest } = await ana.state()
  const ran = elsewhere.filter((url) => /canary\.js/.test(url))
  assert.deepEqual({ ...rest, elsewhere: ran, breaches: breaches.filter(ONLY_FETCHED) }, CLEAN)
}

/** In the page: shows one after another, and gives what it found in them that no words may bring about. */
export async function inspectAll({ host, ids }) {
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
  // What shows is loaded with the first message; afterwards a message takes no more than a turn or two.
  let loadedBy = performance.now() + 5_000
  for (const id of ids) {
    barrio('show', id)
    for (let turns = 0; (turns < 8 || performance.now() < loadedBy) && !surface(id); turns += 1) await turn()
    loadedBy = 0
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
