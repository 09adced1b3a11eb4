// What the visitor agreed to reaches the CRM, once and in order, whatever happens on the way: 1,000 events in each mode.
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { call, MORNING, ready } from '../browser/steps.mjs'
import { launchBrowser, newVisitor } from '../browser/visitor.mjs'
import { open } from './gate.mjs'
import { newProfile, startKillable } from './killable.mjs'
import { judge, printTable } from './report.mjs'
import { makeEvents, PAGE, startShop } from './shop.mjs'

const COUNT = 1_000
/** Real time that a mode may take to deliver, in milliseconds. */
const PATIENCE = 20_000
/** How far the page's clock is put forward at a time: longer than any wait of the outbox between two tries is rare. */
const LEAP = 5_000

const PERFECT = { arrived: COUNT, twice: 0, disordered: 0 }

const browser = await launchBrowser()
const rows = []
after(async () => {
  await browser.close()
  printTable(rows)
})

/** A mode: a shop of its own with a visitor who has agreed; `course` makes the events and gives the open page. */
function mode(name, course, { decide } = {}) {
  test(name, { timeout: 90_000 }, async () => {
    const shop = await startShop(decide)
    const visitor = await newVisitor(browser, shop.url, { now: MORNING })
    try {
      await agree(visitor.page, PAGE)
      const began = Date.now()
      await course({ shop, ...visitor, gate: shop.gate })
      await drain(shop, visitor.context)
      await settle(name, shop, began)
    } finally {
      await visitor.context.close()
      await shop.end()
    }
  })
}

/** The browser's process is killed while nobody answers, so long after the last event; the same profile comes back. */
function killed(name, after, hold) {
  test(name, { timeout: 90_000 }, async () => {
    const shop = await startShop()
    const profile = await newProfile()
    let person = await startKillable(profile)
    try {
      await agree(person.page, shop.url + PAGE)
      const began = Date.now()
      await shop.gate.close()
      await all(person.page)
      await delay(after)
      await person.kill()
      await shop.gate.reopen()
      person = await startKillable(profile)
      await person.context.clock.install()
      await person.page.goto(shop.url + PAGE)
      await drain(shop, person.context)
      await settle(name, shop, began, hold)
    } finally {
      await person.kill()
      await profile.erase()
      await shop.end()
    }
  })
}

async function agree(page, url) {
  await page.goto(url)
  await call(page, 'consent', { analytics: true, marketing: true })
}

async function settle(name, shop, began, hold = (row) => assert.deepEqual(row, PERFECT)) {
  const row = { name, ...judge(await shop.stored(), shop.gate.arrivals, COUNT), seconds: (Date.now() - began) / 1000 }
  rows.push(row)
  const { arrived, twice, disordered } = row
  hold({ arrived, twice, disordered })
}

/** Puts the pages' clock forward until the CRM has all, or nothing comes any more. */
async function drain(shop, context) {
  const end = Date.now() + PATIENCE
  let before = -1
  for (let still = 0; Date.now() < end && still < 25; ) {
    await context.clock.fastForward(LEAP)
    await delay(100)
    const { length } = await shop.stored()
    if (length >= COUNT) return
    still = length === before ? still + 1 : 0
    before = length
  }
}

/** A page of the shop in another tab. */
async function openTab(context) {
  const page = await context.newPage()
  await page.goto(PAGE)
  await ready(page)
  return page
}

const all = (page) => makeEvents(page, { count: COUNT })
const answer = (status, headers) => () => ({ status, headers })

describe('1,000 events', () => {
  mode('nothing goes wrong', ({ page }) => all(page))

  mode('refused, page open, then back', async ({ page, gate, context }) => {
    await gate.close()
    await all(page)
    await context.clock.fastForward(LEAP)
    await delay(500)
    await gate.reopen()
  })

  mode('refused, reloaded, then back', async ({ page, gate }) => {
    await gate.close()
    await all(page)
    await page.reload()
    await ready(page)
    await gate.reopen()
  })

  mode('503 for a minute', async ({ page, gate, context }) => {
    gate.decide = answer(503)
    await all(page)
    for (let second = 0; second < 60; second += 5) {
      await context.clock.fastForward(5_000)
      await delay(100)
    }
    assert.ok(gate.arrivals.length > 1, 'it was tried again meanwhile')
    gate.decide = open
  })

  mode('500 on 30 % of requests', ({ page }) => all(page), {
    decide: ({ nth }) => (isOneOf(30, nth) ? { status: 500 } : 'pass'),
  })

  mode('429 with Retry-After', async ({ page, gate, context }) => {
    gate.decide = answer(429, { 'retry-after': '30' })
    await all(page)
    await context.clock.fastForward(LEAP)
    await delay(1_000)
    const asked = gate.arrivals.length
    assert.ok(asked > 0)
    await context.clock.fastForward(20_000)
    await delay(500)
    assert.equal(gate.arrivals.length, asked, 'nobody asks before the time is over')
    gate.decide = open
  })

  mode('connection cut after the request was read', ({ page }) => all(page), {
    decide: ({ nth }) => (nth <= 3 || isOneOf(20, nth) ? 'cut' : 'pass'),
  })

  mode('tab closed right after the last event', async ({ page, context }) => {
    await all(page)
    await page.close()
    await openTab(context)
  })

  mode('tab crashed right after the last event', async ({ page, gate, context }) => {
    await gate.close()
    await all(page)
    // The page's process ends here, and with it the navigation.
    await page.goto('chrome://crash').catch(() => {})
    await page.close()
    await gate.reopen()
    await openTab(context)
  })

  killed('browser killed ten seconds after the last event', 10_000, (row) => assert.deepEqual(row, PERFECT))
  // What Chromium has not yet written to the disk is gone with its process: nothing that a page can do.
  killed('browser killed right after the last event', 0, ({ twice, disordered }) => assert.equal(twice + disordered, 0))

  mode('storage full', async ({ page, gate, context }) => {
    await page.evaluate(fillStorage)
    await gate.close()
    await all(page)
    await context.clock.fastForward(LEAP)
    await delay(500)
    await gate.reopen()
  })

  mode('two tabs', (person) => tabs(person, 2))
  mode('two tabs in turns', turns)
  mode('five tabs at once', (person) => tabs(person, 5))
})

/** Every tab makes its share at the same time, while nobody answers; then somebody does. */
async function tabs({ page, gate, context }, count) {
  const others = []
  while (others.length < count - 1) others.push(await openTab(context))
  await gate.close()
  const share = COUNT / count
  await Promise.all([page, ...others].map((page, tab) => makeEvents(page, { from: tab * share, count: share, tab })))
  await context.clock.fastForward(LEAP)
  await delay(500)
  await gate.reopen()
}

/** One tab, then the other, three seconds apart, a few events each time, while nobody answers: order is over the device. */
async function turns({ page, gate, context }) {
  const pages = [page, await openTab(context)]
  await gate.close()
  for (let n = 0; n < COUNT; n += 50) {
    const tab = (n / 50) % 2
    await makeEvents(pages[tab], { from: n, count: 50, each: 5, tab })
    await context.clock.fastForward(3_000)
  }
  await gate.reopen()
}

/** Which requests fail is the same in every run: spread by a multiplicative hash. */
const isOneOf = (percent, nth) => (Math.imul(nth, 2_654_435_761) >>> 0) % 100 < percent

function fillStorage() {
  for (let size = 1 << 20; size >= 1; size = Math.floor(size / 2)) {
    for (let n = 0; ; n++) {
      try {
        localStorage.setItem(`filler-${size}-${n}`, 'x'.repeat(size))
      } catch {
        break
      }
    }
  }
}
