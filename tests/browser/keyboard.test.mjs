// A keyboard alone: every message of the gallery that asks for something is answered to its end, and every message is left.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { eventually, HOST, openShop } from './harness.mjs'
import { enterGallery, galleryFile, messageOf, present } from './gallery.mjs'

const shop = await openShop()
const { campaigns } = await galleryFile()
const of = (...formats) => campaigns.filter(({ format }) => formats.includes(format))

/** More presses than any message needs; what goes in a circle ends here. */
const ENOUGH = 150

/** In the page: what has the focus, through shadow roots, as far as keys are chosen by it. */
function focused(host) {
  let active = document.activeElement
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement
  const root = active?.getRootNode()
  const ours = root instanceof ShadowRoot && root.host.localName === host
  const inGroup = active?.name && ours && active.type === 'radio' ? [...root.querySelectorAll(`[name="${CSS.escape(active.name)}"]`)] : []
  const style = active && getComputedStyle(active)
  const label = active?.closest('label')
  return {
    ours,
    id: active?.id,
    key: ours ? [...root.querySelectorAll('*')].indexOf(active) : -1,
    type: active?.localName === 'input' ? active.type : active?.localName,
    value: active?.value ?? '',
    checked: active?.checked || inGroup.some(({ checked }) => checked),
    action: active?.dataset?.action,
    submits: active?.type === 'submit',
    moves: !!active?.closest('.ranking'),
    // A ring is drawn on the control, or on what is drawn in its place.
    ring: [active, label, label?.querySelector('span'), active?.nextElementSibling].some((part) => {
      if (!part) return false
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(part)
      return (outlineStyle !== 'none' && parseFloat(outlineWidth) > 0) || boxShadow !== 'none'
    }),
    clickable: style?.cursor,
  }
}

/** What is typed into a field of that type that is still empty. */
const WORDS = { email: 'ana@example.com', tel: '612345678', text: 'Ana', textarea: 'It is warm.', date: '02011990', number: '3' }

/** Answers what has the focus, by keys. */
async function answer(page, { type, value, checked, moves }) {
  if (WORDS[type] && (!value || type === 'date')) return page.keyboard.type(WORDS[type])
  if (type === 'radio' && !checked) return page.keyboard.press('Space')
  if (type === 'checkbox' && !checked) return page.keyboard.press('Space')
  if (type === 'select' && !value) return page.keyboard.press('ArrowDown')
  if (moves && type === 'button') return page.keyboard.press('Enter')
}

/** Goes through a message by keys until it is gone, or has nothing more to answer; gives how it went. */
async function complete(page, id, { beside = {} } = {}) {
  const done = new Set()
  const ringless = new Set()
  for (let press = 0; press < ENOUGH; press += 1) {
    if ((await messageOf(page, id).count()) === 0) break
    if (await page.evaluate(() => heard.some(({ complete }) => complete))) break
    await page.keyboard.press('Tab')
    const focus = await page.evaluate(focused, HOST)
    if (!focus.ours) {
      // A step of a tour may wait for a press on an element of the page.
      if (beside[focus.id]) await page.keyboard.press('Enter')
      continue
    }
    // Of a date the browser marks the part that has the focus by itself.
    if (!focus.ring && focus.type !== 'date') ringless.add(`${focus.type} ${focus.key}`)
    const step = await messageOf(page, id).locator('.content').first().innerText().catch(() => '')
    const mark = `${step}|${focus.key}`
    if (!done.has(mark)) await answer(page, focus)
    done.add(mark)
    if (focus.submits || focus.action === 'next') {
      await page.keyboard.press('Enter')
      await page.waitForTimeout(60)
    }
  }
  return { ringless: [...ringless] }
}

/** Visitors who are not on a page now: a new one costs more than another page. */
const idle = []

/** A visitor with one message, and a list of what barrio told the page, in `heard`. */
async function meet(id) {
  const ana = idle.pop() ?? (await newcomer())
  ana.problems.length = 0
  await present(ana, campaigns.find((campaign) => campaign.id === id))
  return { ...ana, leave: () => void idle.push(ana) }
}

async function newcomer() {
  const ana = await enterGallery(shop, { moment: null })
  await ana.context.addInitScript(() => {
    window.heard = []
    for (const name of ['answered', 'opt_in', 'opt_out', 'dismissed', 'sent', 'error', 'clicked']) {
      addEventListener(`barrio:${name}`, ({ detail }) => heard.push({ name, ...detail }))
    }
  })
  return ana
}

describe('a keyboard alone', { concurrency: 2 }, () => {
  for (const { id } of of('survey')) {
    test(`answers ${id}`, async () => {
      const ana = await meet(id)
      const { ringless } = await complete(ana.page, id)
      const answers = await ana.page.evaluate(() => heard.filter(({ name }) => name === 'answered'))
      assert.ok(answers.some(({ complete }) => complete === true), `it is complete: ${JSON.stringify(answers)}`)
      assert.deepEqual(ringless, [], 'what has the focus shows it')
      assert.deepEqual(ana.problems, [])
      await ana.leave()
    })
  }

  for (const { id, content } of of('form')) {
    test(`sends ${id}`, async () => {
      const ana = await meet(id)
      const thanks = messageOf(ana.page, id).getByRole('heading', { name: content.en.thanks[0].heading })
      const { ringless } = await complete(ana.page, id)
      assert.ok(await eventually(() => ana.page.evaluate(() => heard.some(({ name }) => name === 'opt_in'))), 'it is sent')
      assert.ok((await messageOf(ana.page, id).count()) === 0 || (await thanks.count()) === 1)
      assert.deepEqual(ringless, [])
      assert.deepEqual(ana.problems, [])
      await ana.leave()
    })
  }

  test('takes the tour, past the step that waits for the page', async () => {
    const ana = await meet('tour')
    await complete(ana.page, 'tour', { beside: { 'scene-add': true } })
    assert.equal(await messageOf(ana.page, 'tour').count(), 0)
    assert.deepEqual(ana.problems, [])
    await ana.leave()
  })

  test('saves the preferences', async () => {
    const ana = await meet('preferences')
    const saved = messageOf(ana.page, 'preferences').getByRole('heading', { name: 'Saved' })
    const { page } = ana
    for (let press = 0; press < ENOUGH && !(await saved.isVisible()); press += 1) {
      await page.keyboard.press('Tab')
      const focus = await page.evaluate(focused, HOST)
      await answer(page, focus)
      if (focus.submits) await page.keyboard.press('Enter').then(() => page.waitForTimeout(60))
    }
    assert.ok(await saved.isVisible())
    await ana.leave()
  })

  test('leaves a message where nobody answers the chat', async () => {
    const ana = await meet('chat')
    const { page } = ana
    const message = messageOf(page, 'chat')
    for (let press = 0; press < ENOUGH; press += 1) {
      await page.keyboard.press('Tab')
      const focus = await page.evaluate(focused, HOST)
      if (focus.ours && focus.action === '0') break
    }
    await page.keyboard.press('Enter')
    await message.getByRole('heading', { name: 'We are not at the counter' }).waitFor()
    for (let press = 0; press < ENOUGH && (await message.getByRole('heading', { name: 'We have it' }).count()) === 0; press += 1) {
      await page.keyboard.press('Tab')
      const focus = await page.evaluate(focused, HOST)
      if (focus.ours) await answer(page, focus)
      if (focus.ours && focus.submits) await page.keyboard.press('Enter').then(() => page.waitForTimeout(60))
    }
    assert.equal(await message.getByRole('heading', { name: 'We have it' }).count(), 1)
    await ana.leave()
  })

  for (const { id, format } of campaigns) {
    test(`leaves ${id}`, async () => {
      const ana = await meet(id)
      const { page } = ana
      const gone = () => eventually(async () => (await messageOf(page, id).count()) === 0 || (await messageOf(page, id).locator('.open').count()) === 1)
      if (format === 'hotspot') {
        const isDot = () => page.locator(`${HOST} .dot`).evaluate((dot) => dot.getRootNode().activeElement === dot)
        for (let press = 0; press < ENOUGH && !(await isDot()); press += 1) await page.keyboard.press('Tab')
        await page.keyboard.press('Enter')
        await page.locator(`${HOST} .dot[aria-expanded=true]`).waitFor()
        await page.keyboard.press('Escape')
        await page.locator(`${HOST} .dot[aria-expanded=false]`).waitFor()
        assert.ok(await isDot(), 'the focus is on the dot again')
        return ana.leave()
      }
      if (format !== 'teaser') {
        for (let press = 0; press < ENOUGH; press += 1) {
          const { ours } = await page.evaluate(focused, HOST)
          if (ours) break
          await page.keyboard.press('Tab')
        }
        await page.keyboard.press('Escape')
        assert.ok(await gone(), 'Escape closes it')
        return ana.leave()
      }
      // The first press leaves the tab behind, the second takes it away.
      for (const _ of [1, 2]) {
        const isClose = () => messageOf(page, id).locator('.close').evaluate((close) => close.getRootNode().activeElement === close)
        for (let press = 0; press < ENOUGH && !(await isClose()); press += 1) await page.keyboard.press('Tab')
        await page.keyboard.press('Enter')
      }
      assert.ok(await eventually(async () => (await messageOf(page, id).count()) === 0))
      await ana.leave()
    })
  }
})
