// Consent managers on the page, as their vendors ship them: a stub first, the manager later, the visitor's answer, and
// its withdrawal. A page of the real server under its strict policy; what barrio keeps and shows follows at once.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventually, openShop, waitForMessage } from './harness.mjs'
import { call, keptKeys, makeStore, ready, received, storeFile, storePage } from './steps.mjs'

const promo = { promo: { purpose: 'marketing', frequency: {} } }
const file = (sources) => JSON.stringify(storeFile(promo, { consent: { default: 'denied', sources }, crm: [{ type: 'segment', url: '/collect' }] }))
const shop = await openShop({ storeDir: await makeStore({ 'index.html': storePage('<h1>Home</h1>'), 'barrio.json': file() }) })

/** A visitor whose pages have this before anything else. */
async function enter(prepare) {
  const ana = await shop.newVisitor({})
  await ana.context.addInitScript(prepare)
  await ana.page.goto('/')
  await ready(ana.page)
  return ana
}

const shows = async (page) => (await waitForMessage(page)).getByRole('heading', { name: 'promo' }).waitFor()
const says = (page) => page.evaluate(async () => (await window.barrio('explain')).consent)
const gone = (page) => page.locator('barrio-root [data-campaign="promo"]:not([inert])').waitFor({ state: 'detached' })

async function assertDenied(page, by) {
  const { marketing, analytics } = await says(page)
  assert.deepEqual([marketing, analytics], [{ granted: false, by }, { granted: false, by }])
  assert.deepEqual(await keptKeys(page), [], 'nothing is kept')
}

/** Before the answer nothing; with a yes the campaign and the records; with a no neither. */
async function assertObeys(page, by, { accept, refuse }) {
  await assertDenied(page, by)
  await accept()
  await shows(page)
  assert.deepEqual((await says(page)).marketing, { granted: true, by })
  assert.ok((await keptKeys(page)).includes('barrio:person'))
  await refuse()
  await gone(page)
  await assertDenied(page, by)
}

test('TCF: the stub queues, the manager answers later, and hears when barrio goes', async () => {
  const ana = await enter(() => {
    const queue = []
    window.__tcfapi = (...args) => (args[0] === 'ping' ? args[2]({ gdprApplies: undefined, cmpLoaded: false, cmpStatus: 'stub' }) : queue.push(args))
    // The manager, once its script is there.
    window.loadManager = () => {
      const listeners = new Map()
      let data = { tcfPolicyVersion: 4, gdprApplies: true, eventStatus: 'cmpuishown', tcString: '', purpose: { consents: {} } }
      window.__tcfapi = (command, version, callback, id) => {
        if (command === 'addEventListener') {
          listeners.set(listeners.size + 1, callback)
          callback({ ...data, listenerId: listeners.size }, true)
        } else callback(command === 'removeEventListener' && listeners.delete(id))
      }
      queue.forEach((args) => window.__tcfapi(...args))
      window.listening = () => listeners.size
      window.answer = (consents) => {
        data = { ...data, eventStatus: 'useractioncomplete', tcString: 'CPtest', purpose: { consents } }
        listeners.forEach((callback, listenerId) => callback({ ...data, listenerId }, true))
      }
    }
  })
  const { page } = ana
  await assertDenied(page, 'tcf')
  await page.evaluate(() => window.loadManager())
  await assertObeys(page, 'tcf', {
    accept: () => page.evaluate(() => window.answer({ 1: true, 3: true, 4: true, 5: true, 6: true, 8: true })),
    refuse: () => page.evaluate(() => window.answer({ 1: false })),
  })
  assert.equal(await page.evaluate(() => window.listening()), 1)
  await call(page, 'destroy')
  assert.equal(await page.evaluate(() => window.listening()), 0)
  assert.deepEqual(ana.problems, [])
  await ana.leave()
})

test('TCF: a manager without a stub is found when it comes', async () => {
  const ana = await enter(() => {
    setTimeout(() => {
      const data = { gdprApplies: true, eventStatus: 'tcloaded', tcString: 'C', listenerId: 1, purpose: { consents: { 1: true, 3: true, 4: true } } }
      window.__tcfapi = (command, version, callback) => callback(data, true)
    }, 900)
  })
  await shows(ana.page)
  await ana.leave()
})

test('GPP: the opt-outs of a state, once the signal is ready', async () => {
  const ana = await enter(() => {
    const listeners = []
    const ping = { gppVersion: '1.1', cmpStatus: 'loading', signalStatus: 'not ready', applicableSections: [0], parsedSections: {}, gppString: '' }
    window.__gpp = (command, callback) => {
      if (command !== 'addEventListener') return
      listeners.push(callback)
      callback({ eventName: 'listenerRegistered', listenerId: listeners.length, data: true, pingData: ping }, true)
    }
    window.answer = (out) => {
      Object.assign(ping, { cmpStatus: 'loaded', signalStatus: 'ready', gppString: 'DBABLA~BVQ', applicableSections: [7] })
      ping.parsedSections = { usnat: [{ Version: 1, SaleOptOut: out, SharingOptOut: out, TargetedAdvertisingOptOut: 0 }] }
      listeners.forEach((callback, at) => callback({ eventName: 'signalStatus', listenerId: at + 1, data: 'ready', pingData: ping }, true))
    }
  })
  const { page } = ana
  await assertObeys(page, 'gpp', {
    accept: () => page.evaluate(() => window.answer(2)),
    refuse: () => page.evaluate(() => window.answer(1)),
  })
  assert.deepEqual(ana.problems, [])
  await ana.leave()
})

test('Consent Mode: the default stands in the data layer before barrio, updates come later', async () => {
  const ana = await enter(() => {
    window.dataLayer = []
    window.gtag = function () {
      window.dataLayer.push(arguments)
    }
    const denied = { ad_storage: 'denied', ad_user_data: 'denied', ad_personalization: 'denied', analytics_storage: 'denied' }
    window.gtag('consent', 'default', { ...denied, wait_for_update: 500 })
    window.gtag('js', new Date())
    window.update = (state) => window.gtag('consent', 'update', Object.fromEntries(Object.keys(denied).map((type) => [type, state])))
  })
  const { page } = ana
  await assertObeys(page, 'consent_mode', {
    accept: () => page.evaluate(() => window.update('granted')),
    refuse: () => page.evaluate(() => window.update('denied')),
  })
  await ana.leave()
})

test('Consent Mode: what was granted on an earlier page survives the default of the next', async () => {
  const ana = await enter(() => {
    window.dataLayer = [['consent', 'default', { ad_storage: 'denied', analytics_storage: 'denied' }]]
    window.update = () => window.dataLayer.push(['consent', 'update', { ad_storage: 'granted', analytics_storage: 'granted' }])
  })
  const { page } = ana
  await page.evaluate(() => window.update())
  await shows(page)
  const person = () => page.evaluate(() => localStorage.getItem('barrio:person'))
  const before = await person()
  await page.goto('/')
  await ready(page)
  assert.equal(await person(), before, 'it is the same person, before the manager has said so again')
  await page.evaluate(() => window.update())
  assert.equal(await person(), before)
  await ana.leave()
})

test("Shopify: the API is loaded, and the visitor's answer comes as an event", async () => {
  const ana = await enter(() => {
    const allowed = { marketing: false, analytics: false, preferences: false, sale: false }
    window.Shopify = {
      loadFeatures(features, callback) {
        if (features[0].name !== 'consent-tracking-api') return callback(new Error('unknown'))
        setTimeout(() => {
          window.Shopify.customerPrivacy = {
            analyticsProcessingAllowed: () => allowed.analytics,
            marketingAllowed: () => allowed.marketing,
            preferencesProcessingAllowed: () => allowed.preferences,
            saleOfDataAllowed: () => allowed.sale,
          }
          callback()
        }, 50)
      },
    }
    window.answer = (yes) => {
      Object.assign(allowed, { marketing: yes, analytics: yes, preferences: yes })
      const detail = { analyticsAllowed: yes, marketingAllowed: yes, preferencesAllowed: yes, saleOfDataAllowed: false }
      document.dispatchEvent(new CustomEvent('visitorConsentCollected', { detail }))
    }
  })
  const { page } = ana
  await page.waitForFunction(() => window.Shopify.customerPrivacy)
  await assertObeys(page, 'shopify', {
    accept: () => page.evaluate(() => window.answer(true)),
    refuse: () => page.evaluate(() => window.answer(false)),
  })
  await ana.leave()
})

test('a manager that throws, and globals that are none, disturb neither barrio nor the page', async () => {
  const ana = await enter(() => {
    window.__tcfapi = () => {
      throw new Error('broken')
    }
    window.__gpp = 'no function'
    window.Shopify = null
    window.dataLayer = [null, 7, ['consent'], ['consent', 'update', null], { 0: 'consent', 1: 'default', 2: 'x' }]
  })
  await call(ana.page, 'consent', { marketing: true, analytics: true })
  assert.equal((await says(ana.page)).marketing.granted, true)
  assert.deepEqual(ana.problems, [])
  await ana.leave()
})

test('Global Privacy Control goes over the page, and not over what was agreed to in a form', async () => {
  const ana = await enter(() => Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { value: true }))
  await call(ana.page, 'consent', { marketing: true, analytics: true })
  await assertDenied(ana.page, 'gpc')
  await ana.leave()
})

test('who says who they are takes along what they did before, and after a log-out begins anew', async () => {
  const ana = await enter(() => {})
  const { page } = ana
  await call(page, 'consent', { preferences: true, analytics: true, marketing: true })
  await shows(page)
  await call(page, 'identify', 'ana', { email: 'ana@example.com' })
  await call(page, 'reset')
  await call(page, 'consent', { preferences: true, analytics: true, marketing: true })
  await call(page, 'identify', 'ben', { email: 'ben@example.com' })
  await page.goto('about:blank')
  const known = await eventually(async () => {
    const { contacts } = await shop.crm('contacts')
    const named = contacts.filter(({ email }) => email)
    return named.length >= 2 && named
  })
  assert.deepEqual(known.map(({ email }) => email).sort(), ['ana@example.com', 'ben@example.com'])
  const events = await received(shop)
  const alias = events.find(({ type, user_id }) => type === 'alias' && user_id === 'ana')
  const hers = events.filter(({ contact_id }) => contact_id === alias.contact_id)
  assert.ok(hers.some(({ event, user_id }) => event === 'campaign_shown' && !user_id), 'what was seen before is hers')
  const of = (user) => new Set(events.filter(({ user_id }) => user_id === user).map(({ anonymous_id }) => anonymous_id))
  assert.ok([...of('ben')].every((id) => !of('ana').has(id)), 'two people, two ids')
  await ana.leave()
})
