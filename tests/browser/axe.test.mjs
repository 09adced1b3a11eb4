// Every message of the gallery for people who use it otherwise: axe-core, small screens, large letters.
import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { axe, HOST, openShop } from './harness.mjs'
import { enterGallery, entries, PHONE, pool, present } from './gallery.mjs'

const shop = await openShop()
const all = await entries()

/** What is found in each entry, for each of several ways to see it: two at once, so that the file stays quick. */
async function findings(ways, look) {
  const found = new Map(all.map(({ name }) => [name, []]))
  await pool(ways, async (options) => {
    const visitor = await enterGallery(shop, options)
    for (const entry of all) {
      await present(visitor, entry)
      found.get(entry.name).push(...(await look(visitor, entry)))
    }
    assert.deepEqual(visitor.problems, [])
    await visitor.leave()
  })
  return found
}

describe('axe-core finds no violation', () => {
  let found
  before(async () => {
    found = await findings([{ lang: 'en' }, { lang: 'ar', ...PHONE }], async ({ page, lang }) => {
      const seen = []
      await page.evaluate(scrollToEnd, HOST)
      for (const colorScheme of ['light', 'dark']) {
        await page.emulateMedia({ colorScheme })
        seen.push(...(await axe(page, HOST)).map((violation) => ({ lang, colorScheme, ...violation })))
      }
      return seen
    })
  })

  for (const { name } of all) test(name, () => assert.deepEqual(found.get(name), []))
})

/** In the page: what scrolls in our messages is at its end, where the row that stays in sight covers nothing. */
function scrollToEnd(host) {
  for (const { shadowRoot } of document.querySelectorAll(host)) {
    for (const element of shadowRoot.querySelectorAll('*')) element.scrollTop = element.scrollHeight
  }
}

/** A phone of 320 CSS pixels; and a desktop at 200 %, which has half of its pixels. */
const SMALL = [
  { name: '320 px', lang: 'en', ...PHONE, viewport: { width: 320, height: 568 } },
  { name: '200 %', lang: 'ar', viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 },
]

describe('320 px wide, and at 200 %, nothing is lost', () => {
  let found
  before(async () => {
    found = await findings(SMALL, async ({ page }) => {
      const { width } = page.viewportSize()
      return (await page.evaluate(lost, HOST)).map((what) => `${width} px: ${what}`)
    })
  })

  for (const { name } of all) test(name, () => assert.deepEqual(found.get(name), []))
})

/** In the page: what is cut off to the side, and which control cannot be brought into view or lies under something. */
async function lost(host) {
  const found = []
  const roots = [...document.querySelectorAll(host)].map(({ shadowRoot }) => shadowRoot)
  const all = (selector) => roots.flatMap((root) => [...root.querySelectorAll(selector)]).filter((element) => element.checkVisibility())
  const nameOf = (element) => `${element.localName}.${element.className} "${element.textContent.trim().slice(0, 30)}"`
  if (document.documentElement.scrollWidth > innerWidth) found.push(`the page scrolls sideways to ${document.documentElement.scrollWidth}`)
  for (const element of all('[data-campaign], [data-campaign] *')) {
    const { overflowX } = getComputedStyle(element)
    if (/auto|scroll/.test(overflowX) && element.scrollWidth > element.clientWidth + 1) found.push(`${nameOf(element)} scrolls sideways`)
  }
  for (const control of all('button, a[href], input, select, textarea')) {
    // What waits for programs that fill in everything is not there for people.
    if (control.closest('[aria-hidden="true"]')) continue
    // Choices are drawn by their label; the control itself may be as small as it likes.
    const shown = control.closest('label') ?? control
    shown.scrollIntoView({ block: 'center', inline: 'nearest', behavior: 'instant' })
    await new Promise(requestAnimationFrame)
    const { left, right, top, bottom, width, height } = shown.getBoundingClientRect()
    if (!width || !height || getComputedStyle(shown).clipPath !== 'none') continue
    if (left < -1 || right > innerWidth + 1) found.push(`${nameOf(shown)} is cut off: ${Math.round(left)} to ${Math.round(right)}`)
    if (bottom < 1 || top > innerHeight - 1) found.push(`${nameOf(shown)} cannot be scrolled to`)
    const at = control.getRootNode().elementFromPoint((left + right) / 2, Math.min(innerHeight - 1, Math.max(0, (top + bottom) / 2)))
    if (at && !shown.contains(at) && !at.contains(shown)) found.push(`${nameOf(shown)} lies under ${nameOf(at)}`)
  }
  return found
}
