// Every trigger of the store file, by the hand of a visitor: when it speaks, when it does not, what cancels a delay.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { messageAppears, openShop, waitForMessage } from './harness.mjs'
import { call, makeStore, MORNING, ready, serveStoreFile, storeFile, storePage } from './steps.mjs'

const TALL = '<div style="height: 300vh"></div>'
const REVIEWS = '<section class="reviews" style="height: 40vh">Reviews</section>'
const BUTTONS = '<button id="help" style="margin: 6rem"><span>Help</span></button><button id="other">Other</button>'

const shop = await openShop({
  storeDir: await makeStore({
    'index.html': storePage(`${BUTTONS}${TALL}${REVIEWS}${TALL}`),
    'short.html': storePage('<h1>Short</h1>'),
    'long.html': storePage(`${TALL}<section class="reviews" style="height: 900vh">Reviews</section>`),
  }),
})

/** A phone, and a finger. */
const PHONE = { hasTouch: true, isMobile: true, viewport: { width: 390, height: 800 } }

/** Opens a page whose store has these campaigns, each an id and its trigger; waits until barrio listens. */
async function enter(triggers, { path = '/', ...options } = {}) {
  const campaigns = Object.entries(triggers).map(([id, trigger]) => [id, { trigger }])
  // The page's own styles are inline, which the server's policy would refuse.
  const ana = await shop.newVisitor({ now: MORNING, reducedMotion: 'reduce', bypassCSP: true, ...options })
  await ana.context.addInitScript(() => {
    window.complaints = []
    addEventListener('barrio:error', ({ detail }) => complaints.push(detail))
  })
  await serveStoreFile(ana, storeFile(Object.fromEntries(campaigns)))
  await ana.page.goto(path)
  await ready(ana.page)
  // What holds on arrival has been told by then.
  await delay(300)
  return ana
}

const heading = async (page) => (await waitForMessage(page)).getByRole('heading').innerText()
const isSilent = async (page, within = 1000) => !(await messageAppears(page, { within }))
const scrollTo = (page, y) => page.evaluate((y) => scrollTo({ top: y, behavior: 'instant' }), y)
const intoView = (page, selector) =>
  page.evaluate((selector) => document.querySelector(selector).scrollIntoView({ block: 'center', behavior: 'instant' }), selector)

describe('events', { concurrency: 2 }, () => {
  test('a page view, and a delay after it', async () => {
    const { page, leave } = await enter({ greeting: { on: 'page_view', after: '20s' } })
    assert.ok(await isSilent(page))
    await page.clock.fastForward(20_000)
    assert.equal(await heading(page), 'greeting')
    await leave()
  })

  test('an event of the store, where its properties fit', async () => {
    const where = { value: { $gte: 50 } }
    const { page, leave } = await enter({ cart: { on: 'add_to_cart', where } })
    const add = (value) =>
      page.evaluate((value) => dataLayer.push({ event: 'add_to_cart', ecommerce: { value, currency: 'USD', items: [] } }), value)
    await add(20)
    assert.ok(await isSilent(page))
    await add(80)
    assert.equal(await heading(page), 'cart')
    await leave()
  })

  test('by hand, and only so', async () => {
    const { page, leave } = await enter({ asked: { on: 'manual' } })
    assert.ok(await isSilent(page))
    await call(page, 'show', 'asked')
    assert.equal(await heading(page), 'asked')
    await leave()
  })
})

test('what is listened to is what some campaign waits for, and nothing after destroy', async () => {
  const waits = { help: { on: 'click', selector: '#help' }, half: { on: 'scroll', percent: 99 }, idle: { on: 'idle', for: '2m' }, stay: { on: 'exit_intent' } }
  for (const [triggers, expected] of [[{ help: waits.help }, []], [waits, ['mouseout', 'mouseover', 'pointermove', 'scroll', 'wheel']]]) {
    const { context, page, leave } = await enter(triggers)
    const session = await context.newCDPSession(page)
    const heard = async () => {
      const { result } = await session.send('Runtime.evaluate', { expression: 'window' })
      const { listeners } = await session.send('DOMDebugger.getEventListeners', { objectId: result.objectId })
      return listeners.map(({ type }) => type).filter((type) => /^(mouseout|mouseover|pointermove|scroll|wheel)$/.test(type))
    }
    assert.deepEqual([...new Set(await heard())].sort(), expected)
    await call(page, 'destroy')
    assert.deepEqual(await heard(), [])
    await leave()
  }
})

describe('click', { concurrency: 2 }, () => {
  test('on the element or in it, and on no other', async () => {
    const { page, leave } = await enter({ help: { on: 'click', selector: '#help' } })
    await page.click('#other')
    assert.ok(await isSilent(page))
    await page.click('#help span')
    assert.equal(await heading(page), 'help')
    await leave()
  })

  test("in the page's own shadow roots, even where the page stops the click", async () => {
    const { page, leave } = await enter({ inner: { on: 'click', selector: '.buy' } })
    await page.evaluate(() => {
      const host = document.body.insertBefore(document.createElement('shop-card'), document.body.firstChild)
      const button = document.createElement('button')
      button.className = 'buy'
      button.textContent = 'Buy'
      button.addEventListener('click', (event) => event.stopImmediatePropagation())
      host.attachShadow({ mode: 'open' }).append(button)
    })
    await page.click('shop-card .buy')
    assert.equal(await heading(page), 'inner')
    await leave()
  })

  test('in a message of ours it is none of the page', async () => {
    const { page, leave } = await enter({ asked: { on: 'manual' }, any: { on: 'click', selector: 'button, barrio-root, body' } })
    await call(page, 'show', 'asked')
    const message = await waitForMessage(page)
    await message.getByRole('button', { name: 'Close' }).last().click()
    await message.waitFor({ state: 'hidden' })
    assert.ok(await isSilent(page))
    await leave()
  })

  test('what is no selector is said once, and the others are heard', async () => {
    const { page, leave, problems } = await enter({
      broken: { on: 'click', selector: '#[' },
      hidden: { on: 'visible', selector: 'a::(' },
      help: { on: 'click', selector: '#help' },
    })
    await page.click('#help')
    assert.equal(await heading(page), 'help')
    const complained = await page.evaluate(() => complaints.map(({ selector }) => selector).filter(Boolean))
    assert.deepEqual(complained.sort(), ['#[', 'a::('])
    assert.deepEqual(problems, [])
    await leave()
  })
})

describe('visible', { concurrency: 2 }, () => {
  test('half of the element must be in the window', async () => {
    const { page, leave } = await enter({ reviews: { on: 'visible', selector: '.reviews' } })
    assert.ok(await isSilent(page))
    const top = await page.evaluate(() => document.querySelector('.reviews').getBoundingClientRect().top + scrollY)
    const edge = (share) => scrollTo(page, top - 800 + 320 * share)
    await edge(0.3)
    assert.ok(await isSilent(page), 'a third is not enough')
    await edge(0.6)
    assert.equal(await heading(page), 'reviews')
    await leave()
  })

  test('an element higher than the window counts once it fills half of it', async () => {
    const { page, leave } = await enter({ reviews: { on: 'visible', selector: '.reviews' } }, { path: '/long.html' })
    assert.ok(await isSilent(page))
    await intoView(page, '.reviews')
    assert.equal(await heading(page), 'reviews')
    await leave()
  })

  test('elements that the page adds later count too', async () => {
    const { page, leave } = await enter({ late: { on: 'visible', selector: '.late' } })
    assert.ok(await isSilent(page))
    await page.evaluate(() => {
      const late = document.createElement('p')
      late.className = 'late'
      late.textContent = 'Only two left'
      document.body.prepend(late)
    })
    // What is searched again waits for the page's clock.
    await page.clock.fastForward(1000)
    assert.equal(await heading(page), 'late')
    await leave()
  })

  test('a delay is cancelled by going on, and begins anew', async () => {
    const { page, leave } = await enter({ reviews: { on: 'visible', selector: '.reviews', after: '30s' } })
    await intoView(page, '.reviews')
    await delay(500)
    await scrollTo(page, 0)
    await delay(500)
    await page.clock.fastForward(40_000)
    assert.ok(await isSilent(page))
    await intoView(page, '.reviews')
    await delay(500)
    await page.clock.fastForward(31_000)
    assert.equal(await heading(page), 'reviews')
    await leave()
  })
})

describe('scroll', { concurrency: 2 }, () => {
  test('counts what has been passed, with what is in the window', async () => {
    const { page, leave } = await enter({ half: { on: 'scroll', percent: 50 } })
    const height = await page.evaluate(() => document.scrollingElement.scrollHeight)
    await scrollTo(page, height * 0.45 - 800)
    assert.ok(await isSilent(page))
    await scrollTo(page, height * 0.52 - 800)
    assert.equal(await heading(page), 'half')
    await leave()
  })

  test('a page that does not scroll has been passed', async () => {
    const { page, leave } = await enter({ all: { on: 'scroll', percent: 100 } }, { path: '/short.html' })
    assert.equal(await heading(page), 'all')
    await leave()
  })
})

describe('time', { concurrency: 2 }, () => {
  test('on the page', async () => {
    const { page, leave } = await enter({ patience: { on: 'time', page: '30s' } })
    await page.clock.fastForward(20_000)
    assert.ok(await isSilent(page))
    await page.clock.fastForward(11_000)
    assert.equal(await heading(page), 'patience')
    await leave()
  })

  test('of the visit, over its pages', async () => {
    const { page, leave } = await enter({ patience: { on: 'time', visit: '2m' } })
    await page.clock.fastForward(70_000)
    await page.goto('/short.html')
    await ready(page)
    assert.ok(await isSilent(page))
    await page.clock.fastForward(60_000)
    assert.equal(await heading(page), 'patience')
    await leave()
  })

  test('idle: whatever the visitor does begins it anew', async () => {
    const { page, leave } = await enter({ idle: { on: 'idle', for: '20s' } })
    for (const act of [() => page.mouse.move(300, 300), () => page.keyboard.press('Shift'), () => page.mouse.wheel(0, 200)]) {
      await page.clock.fastForward(15_000)
      await act()
      await delay(200)
    }
    await page.clock.fastForward(15_000)
    assert.ok(await isSilent(page))
    await page.clock.fastForward(6000)
    assert.equal(await heading(page), 'idle')
    await leave()
  })
})

/** Moves the pointer over the page and out of it there. */
async function leaveTo(page, x, y) {
  await page.mouse.move(640, 400)
  await page.mouse.move(x && 640, y && 400)
  await page.mouse.move(x, y)
}

describe('exit intent with a pointer', { concurrency: 2 }, () => {
  test('through the top, and through no other edge', async () => {
    const { page, leave } = await enter({ stay: { on: 'exit_intent' } })
    await leaveTo(page, -5, 400)
    assert.ok(await isSilent(page))
    await leaveTo(page, 640, -5)
    assert.equal(await heading(page), 'stay')
    await leave()
  })

  test('a delay is cancelled by coming back', async () => {
    const { page, leave } = await enter({ stay: { on: 'exit_intent', after: '10s' } })
    await leaveTo(page, 640, -5)
    await delay(200)
    await page.mouse.move(640, 300)
    await delay(200)
    await page.clock.fastForward(15_000)
    assert.ok(await isSilent(page))
    await leaveTo(page, 640, -5)
    await delay(200)
    await page.clock.fastForward(11_000)
    assert.equal(await heading(page), 'stay')
    await leave()
  })

  test('not while something is being marked', async () => {
    const { page, leave } = await enter({ stay: { on: 'exit_intent' } })
    await page.mouse.move(640, 400)
    await page.mouse.down()
    await page.mouse.move(640, 5)
    await page.mouse.move(640, -5)
    assert.ok(await isSilent(page))
    await leave()
  })
})

/** Draws the page down with a finger, in steps of a frame: so many pixels in so many milliseconds. */
async function swipeDown({ context, page }, way, time) {
  const session = await context.newCDPSession(page)
  const touch = (type, y) => session.send('Input.dispatchTouchEvent', { type, touchPoints: y ? [{ x: 200, y }] : [] })
  const began = Date.now()
  await touch('touchStart', 100)
  for (let share = 0; share < 1; ) {
    await delay(16)
    share = Math.min((Date.now() - began) / time, 1)
    await touch('touchMove', 100 + way * share)
  }
  await touch('touchEnd')
  await session.detach()
}

describe('exit intent with a finger', { concurrency: 2 }, () => {
  test('a fast scroll up, not a slow one', async () => {
    const ana = await enter({ stay: { on: 'exit_intent' } }, { ...PHONE, now: undefined })
    await scrollTo(ana.page, 3000)
    await delay(500)
    await swipeDown(ana, 500, 1500)
    assert.ok(await isSilent(ana.page))
    // Where the machine is busy, a quarter of a second has two frames, and what is scrolled in the first has no speed.
    for (let attempt = 0; attempt < 4 && (await isSilent(ana.page)); attempt += 1) {
      await scrollTo(ana.page, 3000)
      await delay(500)
      await swipeDown(ana, 600, 250)
    }
    assert.equal(await heading(ana.page), 'stay')
    await ana.leave()
  })

  test('coming back to a tab that was put aside', async () => {
    const ana = await enter({ stay: { on: 'exit_intent' } }, { ...PHONE, now: undefined })
    // Playwright keeps every page visible: that it is not is said by the page itself.
    const put = (hidden) =>
      ana.page.evaluate((hidden) => {
        Object.defineProperty(document, 'hidden', { value: hidden, configurable: true })
        document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))
      }, hidden)
    await put(true)
    assert.ok(await isSilent(ana.page))
    await put(false)
    assert.equal(await heading(ana.page), 'stay')
    await ana.leave()
  })
})
