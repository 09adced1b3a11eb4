// Every view, on every screen: accessible to axe, nothing lost when it is narrow or large, small enough on a phone.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { axe } from '../browser/page.mjs'
import { openHarness, show } from './harness.mjs'
import * as questions from './views-questions.mjs'
import { ARABIC, VIEWS } from './views.mjs'

const ALL = { ...VIEWS, ...Object.fromEntries(Object.entries(ARABIC).map(([name, view]) => [`${name} in Arabic`, view])) }
const PHONE = { width: 375, height: 667 }

let harness
before(async () => (harness = await openHarness()))
after(() => harness.close())

const shadow = (page, selector) => page.locator(`barrio-root ${selector}`)

for (const colorScheme of ['light', 'dark']) {
  for (const [name, viewport] of Object.entries({ desktop: { width: 1280, height: 800 }, phone: PHONE })) {
    test(`axe finds nothing, ${colorScheme}, ${name}`, async () => {
      const page = await harness.open({ colorScheme, viewport })
      for (const [name, view] of Object.entries(ALL)) {
        await show(page, view)
        assert.deepEqual(await axe(page, 'barrio-root'), [], name)
        await page.evaluate((campaign) => window.stage.hide(campaign), view.campaign)
      }
      assert.deepEqual(page.problems, [])
    })
  }
}

// 320 px wide, and the same at twice the size of text: what 1280 x 1024 is at 400 % and 640 x 512 at 200 %.
for (const viewport of [{ width: 320, height: 568 }, { width: 320, height: 256 }, { width: 640, height: 400 }]) {
  test(`at ${viewport.width} x ${viewport.height} nothing is lost`, async () => {
    const page = await harness.open({ viewport })
    for (const [name, view] of Object.entries({ ...ALL, ...questions.VIEWS })) {
      await show(page, view)
      const lost = await shadow(page, '.surface:not([inert])').evaluate(async (surface) => {
        const inside = ({ left, right, top, bottom }) => left >= -1 && top >= -1 && right <= innerWidth + 1 && bottom <= innerHeight + 1
        const lost = []
        const panel = surface.querySelector('.panel')
        if (!inside(panel.getBoundingClientRect())) lost.push('panel')
        if (!inside(surface.querySelector('.close').getBoundingClientRect())) lost.push('close')
        const content = surface.querySelector('.content')
        if (content && content.scrollWidth > content.clientWidth + 1) lost.push(`content is ${content.scrollWidth - content.clientWidth} too wide`)
        for (const control of surface.querySelectorAll('button, a, input, textarea, h2, p:not(:empty):not(.hidden)')) {
          // What is there for machines alone, or for an answer that is not chosen, is not to be seen.
          if (control.closest('[aria-hidden=true]') || !control.checkVisibility()) continue
          control.scrollIntoView({ block: 'nearest' })
          await new Promise(requestAnimationFrame)
          // Words that go on in the line of others begin where their first line does.
          const { x, y, width, height } = control.getClientRects()[0]
          const seen = surface.getRootNode().elementFromPoint(x + width / 2, Math.max(y, 0) + Math.min(height, 12) / 2)
          if (!seen || !(control.contains(seen) || seen.contains(control))) lost.push(`${control.className || control.tagName} ${control.textContent.slice(0, 20)}`)
        }
        return lost
      })
      assert.deepEqual(lost, [], name)
      await page.evaluate((campaign) => window.stage.hide(campaign), view.campaign)
    }
  })
}

test('on a phone a banner covers little, a card no more than half, and both end within reach of the thumb', async () => {
  const page = await harness.open({ viewport: PHONE, isMobile: true, hasTouch: true })
  for (const [name, view] of Object.entries(ALL)) {
    if (view.surface === 'overlay') continue
    await show(page, view)
    const box = await shadow(page, '.surface:not([inert]) .panel').boundingBox()
    const share = box.height / PHONE.height
    const most = view.surface === 'edge' ? 0.16 : view.format === 'card' ? 0.51 : 0.71
    assert.ok(share <= most, `${name} covers ${Math.round(share * 100)} %`)
    if (view.surface === 'corner') assert.ok(box.y + box.height > PHONE.height - 30, name)
    await page.evaluate((campaign) => window.stage.hide(campaign), view.campaign)
  }
})

test('a banner and a card stand beside each other, on every screen', async () => {
  for (const viewport of [{ width: 1280, height: 800 }, PHONE]) {
    const page = await harness.open({ viewport })
    for (const [banner, card] of [['banner', 'card'], ['bannerTop', 'cardImage'], ['bannerCoupon', 'cardImage'], ['banner', 'teaser']]) {
      await show(page, VIEWS[banner])
      await show(page, VIEWS[card])
      const edge = await shadow(page, '.edge:not([inert]) .panel').boundingBox()
      const corner = await shadow(page, '.corner:not([inert]) .panel').boundingBox()
      assert.ok(edge.y + edge.height <= corner.y + 1 || corner.y + corner.height <= edge.y + 1, `${banner} and ${card}, ${viewport.width}`)
      await page.evaluate(() => window.start())
    }
  }
})

test('from right to left, close and buttons stand on the other side', async () => {
  const page = await harness.open()
  await show(page, ARABIC.modal)
  const panel = await shadow(page, '.panel').boundingBox()
  const close = await shadow(page, '.close').boundingBox()
  assert.ok(close.x < panel.x + 60)
})

test('with less motion nothing moves, it only fades', async () => {
  const page = await harness.open({ reducedMotion: 'reduce' })
  await page.evaluate((view) => window.stage.show(view), VIEWS.card)
  const moved = await page.evaluate(async () => {
    const panel = document.querySelector('barrio-root').shadowRoot.querySelector('.panel')
    const first = panel.getBoundingClientRect().top
    await Promise.all(panel.getAnimations().map(({ finished }) => finished))
    return panel.getBoundingClientRect().top - first
  })
  assert.equal(moved, 0)
})
