// Two tabs of one visitor: never the same campaign at once, one budget, and the turn passes on when a tab goes.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { eventually, messageAppears, openShop, waitForMessage } from './harness.mjs'
import { call, makeStore, ready, serveStoreFile, storeFile, storePage } from './steps.mjs'

const shop = await openShop({
  storeDir: await makeStore({ 'index.html': storePage('<h1>A store</h1>'), 'other.html': storePage('<h1>More of it</h1>') }),
})

/** A visitor whose pages note in `localStorage` which campaigns were shown, in any of their tabs. */
async function enter(file, ...preparations) {
  const ana = await shop.newVisitor({ reducedMotion: 'reduce' })
  await serveStoreFile(ana, file)
  await ana.context.addInitScript(() => {
    addEventListener('barrio:shown', ({ detail }) => {
      // A key for each, so that no tab writes over what the other noted.
      localStorage.setItem(`shown ${crypto.randomUUID()}`, detail.campaign)
    })
  })
  for (const prepare of preparations) await ana.context.addInitScript(prepare)
  const open = async (path = '/') => {
    const page = await ana.context.newPage()
    await page.goto(path)
    await ready(page)
    return page
  }
  await ana.page.close()
  return { ...ana, open }
}

const shown = (page) =>
  page.evaluate(() =>
    Object.keys(localStorage)
      .filter((key) => key.startsWith('shown '))
      .map((key) => localStorage.getItem(key))
      .sort()
  )
const locks = (page) =>
  page.evaluate(async () => (await navigator.locks.query()).held.map(({ name }) => name).filter((name) => name.startsWith('barrio')))
const close = (page) => page.getByRole('button', { name: 'Close' }).last().click()

/** A campaign that would greet on every page, if no other tab did; and a budget that does not stand in its way. */
const greeting = (more) => ({ trigger: 'page_view', frequency: { times: 20, per: '1d' }, ...more })
const PLENTY = { frequency: { perSession: 20, perDay: 20, gap: '0s' } }

describe('a campaign', { concurrency: 2 }, () => {
  test('is never in two tabs at once', async () => {
    const ana = await enter(storeFile({ greeting: greeting() }, PLENTY))
    const tabs = await Promise.all([ana.open(), ana.open(), ana.open('/other.html')])
    const visible = await Promise.all(tabs.map((page) => messageAppears(page)))
    assert.equal(visible.filter(Boolean).length, 1)
    assert.deepEqual(await shown(tabs[0]), ['greeting'])
    assert.deepEqual(await locks(tabs[0]), ['barrio:greeting'])
    assert.deepEqual(ana.problems, [])
    await ana.leave()
  })

  test('comes to the second tab once the first has gone', async () => {
    const ana = await enter(storeFile({ greeting: greeting() }, PLENTY))
    const first = await ana.open()
    await waitForMessage(first)
    const second = await ana.open('/other.html')
    assert.ok(!(await messageAppears(second, { within: 1500 })))
    await first.close()
    assert.ok(await messageAppears(second, { within: 10_000 }))
    await ana.leave()
  })

  test('is let go of when it is closed, and when barrio is taken off the page', async () => {
    const ana = await enter(storeFile({ greeting: greeting({ trigger: { on: 'manual' } }) }, PLENTY))
    const page = await ana.open()
    const other = await ana.open()
    await call(page, 'show', 'greeting')
    const message = await waitForMessage(page)
    assert.deepEqual(await locks(other), ['barrio:greeting'])
    await close(message)
    assert.ok(await eventually(async () => (await locks(other)).length === 0))
    await call(page, 'show', 'greeting')
    await waitForMessage(page)
    assert.deepEqual(await locks(other), ['barrio:greeting'])
    await call(page, 'destroy')
    assert.ok(await eventually(async () => (await locks(other)).length === 0))
    await ana.leave()
  })
})

describe('the budget', { concurrency: 2 }, () => {
  const two = { first: greeting({ priority: 2 }), second: greeting({ priority: 1 }) }

  test('is one over all tabs, however close they come', async () => {
    for (let round = 0; round < 4; round += 1) {
      const ana = await enter(storeFile(two, { frequency: { ...PLENTY.frequency, perSession: 1 } }))
      const tabs = await Promise.all([ana.open(), ana.open('/other.html')])
      await Promise.all(tabs.map((page) => messageAppears(page, { within: 2000 })))
      assert.deepEqual(await shown(tabs[0]), ['first'], `round ${round}`)
      await ana.leave()
    }
  })

  test('that allows two gives each tab one, and none a third', async () => {
    const ana = await enter(storeFile({ ...two, third: greeting() }, { frequency: { ...PLENTY.frequency, perSession: 2 } }))
    const tabs = [await ana.open(), await ana.open('/other.html')]
    for (const page of tabs) await close(await waitForMessage(page))
    await delay(1500)
    assert.deepEqual(await shown(tabs[0]), ['first', 'second'])
    await ana.leave()
  })
})

describe('without locks', { concurrency: 2 }, () => {
  const withoutLocks = () => Object.defineProperty(Navigator.prototype, 'locks', { value: undefined })

  test('one tab speaks as ever, and the next knows what it said', async () => {
    const ana = await enter(storeFile({ greeting: greeting({ frequency: { times: 1 } }) }, PLENTY), withoutLocks)
    const first = await ana.open()
    await close(await waitForMessage(first))
    const second = await ana.open('/other.html')
    assert.ok(!(await messageAppears(second, { within: 1500 })))
    assert.deepEqual(await shown(second), ['greeting'])
    assert.deepEqual(ana.problems, [])
    await ana.leave()
  })

  test('locks that may not be used are as good as none', async () => {
    const refused = () => {
      // The empty page before the first has none.
      if (navigator.locks) LockManager.prototype.request = () => Promise.reject(new DOMException('Refused.', 'SecurityError'))
    }
    const ana = await enter(storeFile({ greeting: greeting() }, PLENTY), refused)
    await waitForMessage(await ana.open())
    assert.deepEqual(ana.problems, [])
    await ana.leave()
  })
})

test('what one tab learns the other knows', async () => {
  const ana = await enter(storeFile({ greeting: greeting({ frequency: { times: 1 }, trigger: { on: 'manual' } }) }))
  const first = await ana.open()
  const second = await ana.open('/other.html')
  await call(first, 'identify', 'customer-7', { tier: 'gold' })
  assert.ok(await eventually(async () => (await call(second, 'export')).person?.id === (await call(first, 'export')).person?.id))
  assert.equal(await eventually(async () => (await call(second, 'explain')).visitor.customer?.tier), 'gold')
  await second.evaluate(() => localStorage.setItem('another', 'none of ours'))
  await second.evaluate(() => localStorage.clear())
  assert.deepEqual(ana.problems, [])
  await ana.leave()
})
