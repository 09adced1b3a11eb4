// The gallery in one browser at one size: every message is seen whole, can be used and left, and nothing complains.
import assert from 'node:assert/strict'
import { mkdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { messageOf, present } from '../browser/gallery.mjs'
import { eventually, HOST } from '../browser/harness.mjs'
import { ready } from '../browser/steps.mjs'
import { faults } from './looks.mjs'

const OUTPUT = fileURLToPath(new URL('output/', import.meta.url))
const AXE = { resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } }
/** More presses than any message needs to be reached. */
const ENOUGH = 150

/** Defines the tests; `shop` empties the device before each page, `press` is how visitors press something. */
export function gallery(shop, all, { name, size, press, keys }) {
  let visitor
  const folder = join(OUTPUT, `${name}-${size}`)
  const enter = async () => {
    visitor = { ...(await shop.newVisitor({ locale: 'en-US', reducedMotion: 'reduce' })), lang: 'en' }
  }
  before(async () => {
    await mkdir(folder, { recursive: true })
    await enter()
  })

  test('what goes wrong in a page is heard', async () => {
    await visitor.page.goto('/gallery?lang=en&show=')
    await ready(visitor.page)
    await visitor.page.evaluate(() => void setTimeout(() => { throw new Error('a test of the ears') }))
    assert.ok(await eventually(() => visitor.problems.some((problem) => problem.includes('a test of the ears'))))
    visitor.problems.splice(0)
  })

  for (const entry of all) {
    test(entry.name, async () => {
      if (keys && (await hasLeft(visitor.page))) await visitor.leave().then(enter)
      const { page, problems } = visitor
      problems.splice(0)
      await present(visitor, entry)
      await page.screenshot({ path: join(folder, `${entry.name}.png`) })
      assert.deepEqual(await page.evaluate(faults, HOST), [])
      if (!entry.use) {
        if (keys) assert.deepEqual(await violations(page), [])
        await (keys ? leaveByKeys(page, entry) : leaveByPress(page, entry, press))
      }
      assert.deepEqual(problems, [])
    })
  }
}

const axe = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What axe-core finds in our messages; the driver gives it to the page, whose policy would refuse it. */
async function violations(page) {
  const found = await page.evaluate(`(async () => {
    ${await axe}
    return (await window.axe.run(${JSON.stringify(HOST)}, ${JSON.stringify(AXE)})).violations
  })()`)
  return found.map(({ id, help, nodes }) => ({ id, help, where: nodes.map(({ target }) => target) }))
}

/**
 * Whether the focus has gone on from the page into the browser's own bars, as it does behind the last element. In
 * Firefox nothing that its driver can do brings it back, and meanwhile no key presses a button.
 */
const hasLeft = (page) => page.evaluate(() => !document.hasFocus())

/** In the page: whether the focus is in one of our messages, and on what. */
function focused(host) {
  const { activeElement: active } = document
  const inner = active?.localName === host ? active.shadowRoot.activeElement : null
  return { ours: Boolean(inner), name: inner?.className ?? '' }
}

/** Presses Tab, or another key, until the focus is there. */
async function tabTo(page, isThere, key = 'Tab') {
  for (let press = 0; press < ENOUGH; press += 1) {
    const focus = await page.evaluate(focused, HOST)
    if (isThere(focus)) return focus
    await page.keyboard.press(key)
  }
  assert.fail('Tab does not lead there.')
}

const isGone = (page, id) => eventually(async () => (await messageOf(page, id).count()) === 0)

async function leaveByKeys(page, { id, format }) {
  if (format === 'hotspot') {
    const isDot = ({ name }) => /\bdot\b/.test(name)
    await tabTo(page, isDot)
    await page.keyboard.press('Enter')
    await page.locator(`${HOST} .dot[aria-expanded=true]`).waitFor()
    await page.keyboard.press('Escape')
    await page.locator(`${HOST} .dot[aria-expanded=false]`).waitFor()
    assert.ok(isDot(await page.evaluate(focused, HOST)), 'the focus is on the dot again')
    return
  }
  if (format === 'teaser') return leaveTeaser(page, id)
  await tabTo(page, ({ ours }) => ours)
  // One press goes on within the message, or around it.
  await page.keyboard.press('Tab')
  await page.keyboard.press('Shift+Tab')
  await tabTo(page, ({ ours }) => ours)
  await page.keyboard.press('Escape')
  const leavesTab = eventually(async () => (await messageOf(page, id).count()) === 0 || (await messageOf(page, id).locator('.open').count()) === 1)
  assert.ok(await leavesTab, 'Escape closes it')
}

async function leaveByPress(page, { id, format }, press) {
  const close = () => press(messageOf(page, id).locator('.close'))
  if (format === 'hotspot') {
    await press(page.locator(`${HOST} .dot`))
    await page.locator(`${HOST} .dot[aria-expanded=true]`).waitFor()
    await press(page.locator(`${HOST} section .close`))
    assert.ok(await isGone(page, id), 'the dot goes with it')
    return
  }
  await close()
  const small = messageOf(page, id).locator('.open')
  const closed = await eventually(async () => ((await messageOf(page, id).count()) === 0 && 'gone') || ((await small.count()) === 1 && 'small'))
  assert.ok(closed, 'it closes')
  if (closed === 'gone') return
  await close()
  assert.ok(await isGone(page, id), 'its tab closes')
}

/** The first press leaves the tab behind, which has the focus then; the second takes it away. */
async function leaveTeaser(page, id) {
  const isClose = ({ name }) => name === 'close'
  await tabTo(page, isClose)
  await page.keyboard.press('Enter')
  await messageOf(page, id).locator('.open').waitFor()
  await tabTo(page, isClose, 'Shift+Tab')
  await page.keyboard.press('Enter')
  assert.ok(await isGone(page, id))
}
