// The debug panel: who opens it, what it tells, that it is live, that it simulates and leaves no trace.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { axe, eventually, openShop, screenshot, settled, waitForMessage } from './harness.mjs'
import { addToCart, call, CHICAGO, demoStoreFile, PRODUCT, ready, serveStoreFile, SPAIN } from './steps.mjs'

const shop = await openShop()

const PANEL = 'barrio-debug'
const ASKED = `${PRODUCT}?barrio=debug`

const SCREENS = [
  ['phone', { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 }],
  ['desktop', { viewport: { width: 1366, height: 900 } }],
]

/** In the order in which the engine asks them. */
const RULES = 'visitor purpose audience program exclusion content schedule experiment frequency elsewhere trigger place budget'.split(' ')

/** A visitor with the panel open, and no message in the way of the mouse. */
async function openPanel({ address = ASKED, ...options } = SPAIN, storeFile) {
  const visitor = await shop.newVisitor(options)
  if (storeFile) await serveStoreFile(visitor, storeFile)
  await visitor.page.goto(address)
  const panel = visitor.page.getByRole('complementary', { name: 'barrio debug panel' })
  await panel.waitFor()
  return { ...visitor, panel }
}

/** Gives the script tag of the visitor's pages more attributes. */
const retag = ({ context }, attributes) =>
  context.route(`${shop.url}${PRODUCT}`, async (route) => {
    const response = await route.fetch()
    await route.fulfill({ response, body: (await response.text()).replace('data-config=', `${attributes} data-config=`) })
  })

/** Ana, who has closed the welcome. */
async function openAfterWelcome(options) {
  const ana = await openPanel(options)
  await (await waitForMessage(ana.page)).getByRole('button', { name: 'Seguir mirando' }).click()
  return ana
}

const campaign = (panel, id) => panel.locator('.campaigns > li').filter({ has: panel.page().getByText(id, { exact: true }) })
const verdict = (panel, id) => campaign(panel, id).locator('.badge').innerText()
const becomes = (panel, id, wanted) => eventually(async () => (await verdict(panel, id)) === wanted)
const section = (panel, title) =>
  panel.locator('details.section').filter({ has: panel.page().getByRole('heading', { name: title, exact: true }) })

/** A fact of the visitor, as the panel tells it. */
const fact = (panel, name) => section(panel, 'Visitor').locator('.facts > div').filter({ has: panel.page().getByText(name, { exact: true }) }).locator('dd').innerText()

/** All that the device holds, to the byte. */
const device = (page) => page.evaluate(() => JSON.stringify(Object.entries(localStorage).sort()))

const loaded = ({ requests }) => requests.some(({ path }) => path.endsWith('/debug.js'))

describe('the panel', { concurrency: 3 }, () => {
  test('is neither there nor loaded where nobody asks', async () => {
    const ana = await shop.newVisitor(SPAIN)
    await ana.page.goto(`${PRODUCT}?other=barrio&x=debug`)
    await waitForMessage(ana.page)
    assert.equal(loaded(ana), false)
    assert.equal(await ana.page.locator(PANEL).count(), 0)
    await ana.leave()
  })

  test('is opened by the address, leaves the focus alone, and breaks no policy', async () => {
    const { page, problems, leave } = await openPanel()
    assert.ok(await page.evaluate(() => document.activeElement === document.body))
    assert.deepEqual(problems, [])
    await leave()
  })

  test('is opened by the tag', async () => {
    const ana = await shop.newVisitor(SPAIN)
    await retag(ana, 'data-debug')
    await ana.page.goto(PRODUCT)
    await ana.page.locator(PANEL).locator('aside').waitFor()
    await ana.leave()
  })

  test('is opened by `init`, and gone with `destroy`', async () => {
    const ana = await shop.newVisitor(SPAIN)
    const { page } = ana
    await ana.context.route('**/barrio.js', (route) => route.fulfill({ contentType: 'text/javascript', body: '' }))
    await page.goto(PRODUCT)
    await page.evaluate(async () => {
      const { init } = await import('/barrio/index.js')
      window.before = document.documentElement.outerHTML
      window.instance = await init({ config: '/barrio.json', debug: true })
    })
    await page.locator(PANEL).locator('aside').waitFor()
    await page.evaluate(() => instance.destroy())
    assert.equal(await page.locator(PANEL).count(), 0)
    assert.ok(await page.evaluate(() => window.before === document.documentElement.outerHTML))
    await ana.leave()
  })

  test('tells who the visitor is, and of each campaign its verdict and the first reason', async () => {
    const { page, panel, leave } = await openPanel(CHICAGO_ASKED)
    assert.equal(await fact(panel, 'country'), 'US')
    assert.equal(await fact(panel, 'locale'), 'en-US')
    assert.equal(await fact(panel, 'visit.number'), '1')
    const told = (await call(page, 'explain')).campaigns
    assert.deepEqual(told.map(({ campaign }) => campaign), (await demoStoreFile()).campaigns.map(({ id }) => id))
    for (const { campaign: id, reason } of told) {
      assert.match(await verdict(panel, id), /^(shown|ready|waiting|stopped)$/)
      assert.ok((await campaign(panel, id).innerText()).includes(reason), `${id}: ${reason}`)
    }
    assert.equal(await verdict(panel, 'welcome-abroad'), 'stopped')
    await leave()
  })

  test('follows what happens', async () => {
    const { page, panel, leave } = await openPanel()
    assert.ok(await becomes(panel, 'welcome-abroad', 'shown'))
    await (await waitForMessage(page)).getByRole('button', { name: 'Seguir mirando' }).click()
    assert.ok(await eventually(async () => (await verdict(panel, 'welcome-abroad')) !== 'shown'))
    await panel.getByRole('button', { name: 'Collapse' }).click()
    await addToCart(page)
    await page.locator(PANEL).getByRole('button', { name: /^barrio/ }).click()
    await section(panel, 'Journal').locator('summary').first().click()
    const events = section(panel, 'Journal').locator('.events')
    assert.ok(await eventually(async () => (await events.innerText()).includes('add_to_cart')))
    await page.clock.fastForward(61_000)
    await call(page, 'show', 'cart-abroad')
    assert.ok(await becomes(panel, 'cart-abroad', 'shown'))
    await leave()
  })

  test('shows what is kept, what is allowed and what waits to be sent', async () => {
    const ana = await openAfterWelcome()
    const { page, panel } = ana
    await ana.context.route('**/collect', (route) => route.fulfill({ status: 503 }))
    await call(page, 'consent', { analytics: true })
    await call(page, 'track', 'purchase', { value: 60, currency: 'USD' })
    const outbox = section(panel, 'Outbox')
    await outbox.locator('summary').first().click()
    assert.ok(await eventually(async () => (await outbox.innerText()).includes('purchase')), await outbox.innerText())
    const consent = section(panel, 'Consent')
    await consent.locator('summary').first().click()
    assert.ok(await eventually(async () => /allowed: analytics/.test((await consent.locator('li').allTextContents()).join(' '))))
    assert.match((await consent.locator('li').allTextContents()).join(' '), /not allowed: marketing/)
    await ana.leave()
  })

  test('gives the whole explanation as JSON', async () => {
    const { context, page, panel, leave } = await openAfterWelcome()
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await panel.getByRole('button', { name: 'Copy JSON' }).click()
    await panel.getByText('Copied').waitFor()
    const copied = JSON.parse(await page.evaluate(() => navigator.clipboard.readText()))
    const told = await call(page, 'explain')
    assert.deepEqual(Object.keys(copied), Object.keys(told))
    assert.deepEqual(copied.campaigns.map(({ campaign }) => campaign), told.campaigns.map(({ campaign }) => campaign))
    await leave()
  })

  test('names what is wrong in the store file, with its path', async () => {
    const file = await demoStoreFile()
    file.campaigns[1].format = 'hologram'
    const { panel, leave } = await openPanel(SPAIN, file)
    const problems = section(panel, 'Problems')
    assert.ok(await eventually(() => problems.isVisible()))
    assert.match(await problems.innerText(), /campaigns\S*1\S*format/)
    await leave()
  })

  test('writes what comes from outside as text', async () => {
    const hostile = '<img src=x onerror=window.hit=1>'
    const { page, panel, problems, leave } = await openPanel({ ...SPAIN, address: `${ASKED}&utm_source=${encodeURIComponent(hostile)}` })
    assert.equal(await fact(panel, 'source'), hostile)
    assert.equal(await page.evaluate(() => window.hit), undefined)
    assert.deepEqual(problems, [])
    await leave()
  })

  test('closed, leaves the page as it was', async () => {
    const ana = await shop.newVisitor(CHICAGO)
    const { page } = ana
    await page.goto(PRODUCT)
    await ready(page)
    const without = await page.evaluate(() => document.body.outerHTML)
    await page.goto(ASKED)
    const panel = page.getByRole('complementary', { name: 'barrio debug panel' })
    await panel.getByRole('button', { name: 'Close' }).click()
    assert.equal(await page.locator(PANEL).count(), 0)
    assert.equal(await page.evaluate(() => document.body.outerHTML), without)
    await call(page, 'show', 'newsletter')
    await waitForMessage(page)
    assert.equal(await page.locator(PANEL).count(), 0, 'no event brings it back')
    assert.deepEqual(ana.problems, [])
    await ana.leave()
  })
})

const CHICAGO_ASKED = { ...CHICAGO, address: ASKED }

describe('a simulated visitor', { concurrency: 3 }, () => {
  /** The other view, with its first result. */
  async function openSimulation(options) {
    const visitor = await openPanel(options)
    await visitor.panel.getByRole('button', { name: 'Another visitor' }).click()
    await visitor.panel.getByText('Simulated.').waitFor()
    await campaign(visitor.panel, 'welcome-abroad').waitFor()
    return visitor
  }

  test('gets other verdicts, plainly marked, and the stored one is not touched', async () => {
    const ana = await openSimulation(CHICAGO_ASKED)
    const { page, panel } = ana
    const before = await device(page)
    assert.ok(before.includes('barrio:visit'), 'there is something that could change')
    assert.equal(await verdict(panel, 'welcome-abroad'), 'stopped')
    await panel.getByLabel('Country').fill('ES')
    await panel.getByLabel('Language').fill('es-ES')
    const asked = ana.requests.length
    await panel.getByRole('button', { name: 'Simulate' }).click()
    assert.ok(await becomes(panel, 'welcome-abroad', 'shown'))
    assert.equal(await section(panel, 'Campaigns').locator('.badge.simulated').innerText(), 'simulated')
    await page.waitForTimeout(1200)
    assert.equal(await device(page), before)
    assert.equal(ana.requests.length, asked, 'nothing is sent')
    assert.equal(await page.locator('barrio-root').locator('dialog, section').count(), 0, 'nothing is shown')
    await panel.getByRole('button', { name: 'This visitor' }).click()
    assert.equal(await verdict(panel, 'welcome-abroad'), 'stopped')
    await ana.leave()
  })

  test('who comes back, and what they do, make a difference', async () => {
    const { panel, leave } = await openSimulation(CHICAGO_ASKED)
    await panel.getByLabel('Country').fill('ES')
    await panel.getByLabel('Visit', { exact: true }).selectOption('Second, a week later')
    assert.ok(await becomes(panel, 'welcome-back', 'shown'))
    assert.equal(await verdict(panel, 'welcome-abroad'), 'stopped')
    await section(panel, 'Visitor').locator('summary').first().click()
    assert.equal(await fact(panel, 'visit.number'), '2')
    assert.equal(await fact(panel, 'visit.days_since_last'), '7')
    await panel.getByLabel('Visit', { exact: true }).selectOption('First visit')
    await panel.getByLabel('Seconds on the page').fill('1')
    await panel.getByLabel('What they do').selectOption('Adds to the cart')
    assert.ok(await becomes(panel, 'cart-abroad', 'shown'))
    await leave()
  })

  test('has the device, the source and the page that were chosen', async () => {
    const { panel, leave } = await openSimulation(CHICAGO_ASKED)
    await section(panel, 'Visitor').locator('summary').first().click()
    await panel.getByLabel('Device').selectOption('Phone')
    await panel.getByLabel('Source').fill('spring')
    await panel.getByLabel('Medium').fill('email')
    await panel.getByLabel('Page', { exact: true }).fill('/cart.html')
    await panel.getByRole('button', { name: 'Simulate' }).click()
    assert.ok(await eventually(async () => (await fact(panel, 'device')) === 'mobile'))
    assert.equal(await fact(panel, 'source'), 'spring')
    assert.equal(await fact(panel, 'channel'), 'Email')
    assert.equal(await fact(panel, 'page.path'), '/cart.html')
    await leave()
  })

  test('says what is wrong with attributes that are no JSON', async () => {
    const { panel, leave } = await openSimulation(CHICAGO_ASKED)
    await panel.getByText('More attributes, as JSON').click()
    await panel.getByLabel('Attributes as JSON').fill('[1')
    await panel.getByRole('button', { name: 'Simulate' }).click()
    assert.match(await panel.getByRole('alert').innerText(), /must be a JSON object/)
    await panel.getByLabel('Attributes as JSON').fill('')
    await panel.getByRole('button', { name: 'Simulate' }).click()
    assert.ok(await becomes(panel, 'welcome-abroad', 'stopped'))
    assert.equal(await panel.getByRole('alert').count(), 0)
    await leave()
  })

  test('takes any attribute as JSON', async () => {
    const { panel, leave } = await openSimulation(CHICAGO_ASKED)
    await panel.getByText('More attributes, as JSON').click()
    await panel.getByLabel('Attributes as JSON').fill('{ "abroad": true, "orders.count": 3 }')
    await panel.getByRole('button', { name: 'Simulate' }).click()
    assert.ok(await becomes(panel, 'welcome-abroad', 'shown'))
    await section(panel, 'Visitor').locator('summary').first().click()
    assert.equal(await fact(panel, 'orders.count'), '3')
    await leave()
  })
})

test('a program that visits is told as one, and a person is simulated all the same', async () => {
  const userAgent = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/142.0.0.0 Safari/537.36'
  const { panel, leave } = await openPanel({ ...SPAIN, address: ASKED, userAgent })
  assert.match(await section(panel, 'Visitor').locator('summary').innerText(), /an automated one, not counted/)
  assert.match(await campaign(panel, 'welcome-abroad').innerText(), /a program, not a person/)
  await panel.getByRole('button', { name: 'Another visitor' }).click()
  assert.ok(await becomes(panel, 'welcome-abroad', 'shown'))
  await leave()
})

test('the long list of referring sites is fetched where it is named, and missed without harm', async () => {
  for (const [name, errors] of [['sources.json', 0], ['nowhere.json', 1]]) {
    const ana = await shop.newVisitor(SPAIN)
    await retag(ana, `data-debug data-sources="/barrio/${name}"`)
    await ana.page.goto(PRODUCT)
    await waitForMessage(ana.page)
    assert.equal(ana.requests.filter(({ path }) => path === `/barrio/${name}`).length, 1)
    const panel = ana.page.getByRole('complementary', { name: 'barrio debug panel' })
    await panel.waitFor()
    const told = () => panel.getByText(`The file /barrio/${name} could not be read`).count()
    assert.ok(await eventually(async () => (await told()) === errors), name)
    await ana.leave()
  }
})

describe('every rule', { concurrency: 2 }, () => {
  test('is told with its verdict, and the audience with the values that it saw', async () => {
    const { panel, leave } = await openPanel(CHICAGO_ASKED)
    const welcome = campaign(panel, 'welcome-abroad')
    await welcome.locator('summary').click()
    await welcome.locator('.rule').first().waitFor()
    assert.deepEqual(await welcome.locator('.rule > .name').allInnerTexts(), RULES)
    const audience = welcome.locator('.rule.first')
    assert.equal(await audience.locator('> .name').innerText(), 'audience')
    const words = await audience.innerText()
    assert.match(words, /audience abroad/)
    assert.match(words, /abroad = true saw false/)
    assert.match(words, /visit\.number = 1 saw 1/)
    await leave()
  })

  test('of the frequency budget says how much is used, and when the pause ends', async () => {
    const { panel, leave } = await openAfterWelcome()
    const budget = section(panel, 'Frequency budget')
    assert.ok(await eventually(async () => /1 of 3/.test(await budget.innerText())))
    assert.match(await budget.innerText(), /1 of 4/)
    assert.match(await budget.innerText(), /may come in \d+ s/)
    await leave()
  })
})

describe('with keys and with a reader', { concurrency: 3 }, () => {
  test('everything is reached, Escape collapses, and the focus is not lost', async () => {
    const { page, panel, leave } = await openPanel(CHICAGO_ASKED)
    const focused = () => page.evaluate((host) => document.querySelector(host).shadowRoot.activeElement?.textContent.trim(), PANEL)
    await panel.getByRole('button', { name: 'Copy JSON' }).focus()
    await page.keyboard.press('Tab')
    assert.equal(await focused(), 'Collapse')
    const journal = section(panel, 'Journal').locator('summary').first()
    await journal.focus()
    await page.keyboard.press('Enter')
    assert.ok(await section(panel, 'Journal').evaluate((details) => details.open))
    await page.waitForTimeout(1300)
    assert.match(await focused(), /^Journal/, 'a refresh leaves the focus')
    assert.ok(await section(panel, 'Journal').evaluate((details) => details.open), 'and what is open')
    await page.keyboard.press('Escape')
    assert.equal(await panel.count(), 0)
    assert.match(await focused(), /^barrio/)
    await page.keyboard.press('Enter')
    await panel.waitFor()
    assert.equal(await focused(), 'Collapse')
    assert.ok(await section(panel, 'Journal').evaluate((details) => details.open), 'all is as it was left')
    await leave()
  })

  test('the width is changed by the arrows and by the pointer, within bounds', async () => {
    const { page, panel, leave } = await openPanel(CHICAGO_ASKED)
    const edge = panel.getByRole('separator', { name: 'Width of the panel' })
    const width = async () => (await panel.boundingBox()).width
    const before = await width()
    await edge.focus()
    await page.keyboard.press('ArrowLeft')
    assert.equal(await width(), before + 20)
    const box = await edge.boundingBox()
    await page.mouse.move(box.x + 4, 300)
    await page.mouse.down()
    await page.mouse.move(box.x - 96, 300)
    await page.mouse.up()
    assert.ok(Math.abs((await width()) - before - 120) < 8, String(await width()))
    for (let press = 0; press < 30; press += 1) await page.keyboard.press('ArrowRight')
    assert.equal(await width(), Number(await edge.getAttribute('aria-valuemin')))
    await leave()
  })

  for (const [name, screen] of SCREENS) {
    for (const colorScheme of ['light', 'dark']) {
      test(`axe-core finds no violation on a ${name}, ${colorScheme}`, async () => {
        const { page, panel, problems, leave } = await openPanel({ ...CHICAGO_ASKED, ...screen, colorScheme })
        await panel.evaluate((element) => element.querySelectorAll('details').forEach((details) => (details.open = true)))
        await settled(page)
        await screenshot(page, `${name}-debug-${colorScheme}`)
        assert.deepEqual(await axe(page, PANEL), [])
        await panel.getByRole('button', { name: 'Another visitor' }).click()
        await campaign(panel, 'welcome-abroad').waitFor()
        await screenshot(page, `${name}-debug-simulated-${colorScheme}`)
        assert.deepEqual(await axe(page, PANEL), [])
        const box = await panel.boundingBox()
        assert.ok(box.x >= 0 && box.x + box.width <= screen.viewport.width && box.y >= 0, JSON.stringify(box))
        assert.deepEqual(problems, [])
        await leave()
      })
    }
  }
})
