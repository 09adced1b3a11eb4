// Tooltips and hotspots: found wherever and whenever their element is, beside it on the screen, and gone without a trace.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { addElement, atRest, begin, boxOf, counted, focused, parts, told, waitFor, withoutPopovers, withoutSources } from './anchor-page.mjs'
import { axe } from '../browser/page.mjs'
import { openHarness, settled } from './harness.mjs'
import { ARABIC, VIEWS } from './views-anchors.mjs'

let harness
before(async () => (harness = await openHarness()))
after(() => harness.close())

/** A page that knows only so much of popovers. `script` runs before anything of the page. */
async function open(script, options) {
  const page = await harness.open(options)
  if (!script) return page
  await page.addInitScript(script)
  await page.reload()
  await page.waitForFunction(() => window.stage)
  return page
}

const WAYS = { 'by the style sheet': undefined, 'by script': withoutSources, 'without popovers': withoutPopovers }
const WIDE = { width: 1280, height: 800 }
const overlap = (one, other) => one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom
const within = (box, { width, height }) => box.left >= 0 && box.top >= 0 && box.right <= width && box.bottom <= height

describe('finding', () => {
  test('an element that comes late is waited for', async () => {
    const page = await open()
    await begin(page, 'tooltip', { anchor: '#late' })
    await page.waitForTimeout(400)
    assert.equal((await parts(page)).panel, undefined)
    assert.deepEqual(await told(page), [])
    await addElement(page, { id: 'late', styles: { position: 'fixed', top: '200px', left: '200px' } })
    await waitFor(page)
    assert.deepEqual(await told(page), ['placed'])
    await page.context().close()
  })

  for (const [name, shadow, anchor] of [
    ['one in a shadow root', ['my-cart'], '.deep'],
    ['one in a root in a root', ['my-cart', 'my-line'], '.deep'],
    ['one named through its hosts', ['my-cart', 'my-line'], 'my-cart >>> my-line >>> .deep'],
    ['one named through a host far above it', ['my-cart', 'my-line'], 'my-cart >>> .deep'],
  ]) {
    test(`${name} is found, also when its root comes late`, async () => {
      const page = await open()
      await begin(page, 'tooltip', { anchor })
      await page.waitForTimeout(100)
      await addElement(page, { shadow, attributes: { class: 'deep' }, styles: { position: 'fixed', top: '300px', left: '400px' } })
      const { panel } = await waitFor(page)
      const element = await boxOf(page)
      assert.equal(panel.side, 'bottom')
      assert.ok(!overlap(panel, element) && panel.top - element.bottom < 20, JSON.stringify({ panel, element }))
      assert.equal(panel.isScripted, false)
      await page.context().close()
    })
  }

  test('the first that can be seen counts, and hidden ones do not', async () => {
    const page = await open()
    for (const styles of [{ display: 'none' }, { visibility: 'hidden' }, { left: '-9999px' }, { left: '600px' }]) {
      await addElement(page, { attributes: { class: 'many' }, styles: { position: 'absolute', top: '300px', ...styles } })
    }
    await begin(page, 'tooltip', { anchor: '.many' })
    const { panel } = await waitFor(page)
    const element = await boxOf(page)
    assert.ok(Math.abs((panel.left + panel.right - element.left - element.right) / 2) < 2)
    await page.context().close()
  })

  test('what a style sheet shows later is seen then', async () => {
    const page = await open()
    await addElement(page, { id: 'folded', styles: { position: 'fixed', top: '200px', display: 'none' } })
    await begin(page, 'tooltip', { anchor: '#folded' })
    await page.waitForTimeout(200)
    assert.equal((await parts(page)).panel, undefined)
    await page.evaluate(() => window.added.style.removeProperty('display'))
    await waitFor(page)
    await page.context().close()
  })

  test('an element that goes takes its message with it; it comes back with it, or is missing', async () => {
    const page = await open()
    await addElement(page, { id: 'some', styles: { position: 'fixed', top: '200px', left: '200px' } })
    await begin(page, 'tooltip', { anchor: '#some', wait: 800 })
    await waitFor(page)
    await page.evaluate(() => window.added.remove())
    await waitFor(page, 'panel', false)
    await page.waitForTimeout(300)
    await page.evaluate(() => document.body.append(window.added))
    await waitFor(page)
    assert.deepEqual(await told(page), ['placed'])
    await page.evaluate(() => window.added.remove())
    await page.waitForTimeout(1500)
    assert.deepEqual(await told(page), ['missing'])
    await page.context().close()
  })

  test('a page that draws itself anew loses nothing of the message', async () => {
    const page = await open()
    await begin(page, 'tooltip')
    const before = (await waitFor(page)).panel
    await page.evaluate(() => {
      const basket = document.querySelector('#basket')
      basket.replaceWith(basket.cloneNode(true))
    })
    await page.waitForTimeout(600)
    const { panel } = await parts(page)
    assert.deepEqual([panel.left, panel.top].map(Math.round), [before.left, before.top].map(Math.round))
    await page.context().close()
  })

  test('what never comes is missing, after its wait and not before', async () => {
    const page = await open()
    await begin(page, 'tooltip', { anchor: '#never', wait: 700 })
    await page.waitForTimeout(500)
    assert.deepEqual(await told(page), [])
    await page.waitForTimeout(900)
    assert.deepEqual(await told(page), ['missing'])
    await page.context().close()
  })

  test('a selector that no browser reads is missing at once', async () => {
    const page = await open()
    await begin(page, 'tooltip', { anchor: 'li:nth-child(' })
    await page.waitForTimeout(100)
    assert.deepEqual(await told(page), ['missing'])
    assert.deepEqual(page.problems, [])
    await page.context().close()
  })
})

describe('standing beside the element', () => {
  const SIDES = ['top', 'bottom', 'left', 'right']
  const PLACES = { top: { top: '0', left: '45%' }, bottom: { bottom: '0', left: '45%' }, left: { left: '0', top: '45%' }, right: { right: '0', top: '45%' }, corner: { right: '0', bottom: '0' }, middle: { left: '45%', top: '45%' } }

  for (const [way, script] of Object.entries(WAYS)) {
    for (const viewport of script === withoutPopovers ? [WIDE] : [WIDE, { width: 375, height: 667 }]) {
      test(`${way}, at every edge of a window ${viewport.width} wide, whatever side is wanted`, async () => {
        const page = await open(script, { viewport })
        for (const [name, styles] of Object.entries(PLACES)) {
          await addElement(page, { id: 'edge', styles: { position: 'fixed', ...styles } })
          for (const placement of ['auto', ...SIDES]) {
            await begin(page, 'tooltip', { anchor: '#edge', placement })
            const { panel } = await waitFor(page)
            const element = await boxOf(page)
            const at = `${placement} at ${name}: ${JSON.stringify({ panel, element })}`
            assert.ok(within(panel, viewport), `outside, ${at}`)
            assert.ok(!overlap(panel, element), `over it, ${at}`)
            // There is room on all sides in the middle of a wide window.
            if (name === 'middle' && viewport.width > 1000 && placement !== 'auto') assert.equal(panel.side, placement)
            if (way === 'by the style sheet') assert.equal(panel.isScripted, false, at)
            if (way === 'by script') assert.equal(panel.isScripted, true, at)
            await page.evaluate(() => window.start())
          }
          await page.evaluate(() => window.added.remove())
        }
        assert.deepEqual(page.problems, [])
        await page.context().close()
      })
    }

    test(`${way}, it goes with the element, and is not seen while that is not`, async () => {
      const page = await open(script)
      await page.evaluate(() => document.body.style.setProperty('height', '4000px'))
      await addElement(page, { id: 'some', styles: { position: 'absolute', top: '900px', left: '500px' } })
      await begin(page, 'tooltip', { anchor: '#some' })
      await page.waitForTimeout(300)
      assert.equal((await parts(page)).panel, undefined, 'the element is below the window')
      assert.equal(await page.evaluate(() => scrollY), 0)
      assert.deepEqual(await told(page), [], 'nobody has seen it')
      for (const y of [400, 460, 620]) {
        await page.evaluate((y) => scrollTo(0, y), y)
        await atRest(page)
        const { panel } = await waitFor(page)
        const element = await boxOf(page)
        const gap = panel.side === 'bottom' ? panel.top - element.bottom : element.top - panel.bottom
        assert.ok(Math.abs(gap - 12) < 2, `${gap} at ${y}`)
      }
      assert.deepEqual(await told(page), ['placed'])
      await page.evaluate(() => scrollTo(0, 2500))
      await waitFor(page, 'panel', false)
      await page.context().close()
    })
  }

  test('by script, what scrolls in a shadow root is followed, and the page around it', async () => {
    const page = await open(withoutSources)
    await page.evaluate(() => {
      const host = document.createElement('my-list')
      document.body.style.setProperty('height', '4000px')
      document.querySelector('main').prepend(host)
      const scroller = host.attachShadow({ mode: 'open' }).appendChild(document.createElement('div'))
      const item = document.createElement('button')
      item.className = 'item'
      for (const [name, value] of Object.entries({ height: '300px', overflow: 'auto' })) scroller.style.setProperty(name, value)
      item.style.setProperty('margin', '140px 0 900px')
      scroller.append(item)
      Object.assign(window, { scroller, added: item })
      item.textContent = 'Here'
    })
    await begin(page, 'tooltip', { anchor: '.item', placement: 'right' })
    let { panel } = await waitFor(page)
    for (const by of ['scroller', 'window']) {
      // Sooner than what looks every quarter of a second.
      await page.evaluate((by) => (window[by].scrollBy(0, 60), new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))), by)
      const moved = (await parts(page)).panel
      assert.equal(Math.round(panel.top - moved.top), 60, by)
      panel = moved
    }
    await page.context().close()
  })

  test('a drawing is pointed at as well', async () => {
    const page = await open()
    await page.evaluate(() => {
      const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
      svg.id = 'drawing'
      for (const [name, value] of Object.entries({ position: 'fixed', top: '300px', left: '300px', width: '40px', height: '40px' })) svg.style.setProperty(name, value)
      document.body.append(svg)
    })
    await begin(page, 'tooltip', { anchor: '#drawing' })
    const { panel } = await waitFor(page)
    assert.equal(Math.round(panel.top), 352)
    assert.deepEqual(page.problems, [])
    await page.context().close()
  })

  test('the arrow points at the element, also where the panel had to move', async () => {
    const page = await open()
    await begin(page, 'tooltip')
    const { panel } = await waitFor(page)
    const element = await boxOf(page, '#basket')
    const arrow = await page.evaluate(() => parseFloat(getComputedStyle(document.querySelector('barrio-root').shadowRoot.querySelector('.anchor')).getPropertyValue('--arrow')))
    assert.ok(Math.abs(panel.left + arrow - (element.left + element.right) / 2) < 2)
    assert.ok(Math.abs((panel.left + panel.right) / 2 - (element.left + element.right) / 2) > 20, 'the case is none where the panel did not move')
    await page.context().close()
  })
})

describe('keys', () => {
  test('Escape closes a tooltip wherever the focus is, unless the page has used it', async () => {
    const page = await open()
    await begin(page, 'tooltip')
    await waitFor(page)
    await told(page)
    await page.evaluate(() => document.addEventListener('keydown', (event) => event.preventDefault(), { once: true }))
    await page.keyboard.press('Escape')
    assert.deepEqual(await told(page), [])
    await page.keyboard.press('Escape')
    assert.deepEqual(await told(page), ['dismiss'])
    await page.context().close()
  })

  test('a tooltip takes no focus, and is reached after its element', async () => {
    const page = await open()
    await page.focus('#basket')
    await begin(page, 'tooltip')
    await waitFor(page)
    assert.equal(await focused(page), 'basket')
    await page.keyboard.press('Tab')
    assert.equal(await focused(page), 'close')
    await page.keyboard.press('Enter')
    assert.deepEqual(await told(page), ['placed', 'dismiss'])
    await page.context().close()
  })

  test('a hotspot is a button with a name; it opens by Enter, and Escape closes it to the dot', async () => {
    const page = await open()
    await begin(page, 'hotspot')
    const { panel, dot } = await waitFor(page, 'dot')
    assert.equal(panel, undefined)
    const element = await boxOf(page, 'li:nth-child(2) i')
    assert.ok(Math.abs((dot.left + dot.right) / 2 - element.right) < 2 && Math.abs((dot.top + dot.bottom) / 2 - element.top) < 2)
    const button = page.getByRole('button', { name: 'A glaze of our own', expanded: false })
    await button.focus()
    await page.keyboard.press('Enter')
    const opened = await waitFor(page)
    assert.ok(!overlap(opened.panel, dot) && !overlap(opened.panel, element))
    assert.equal(await focused(page), 'heading')
    assert.equal(await page.getByRole('button', { name: 'A glaze of our own', expanded: true }).count(), 1)
    await page.keyboard.press('Escape')
    await waitFor(page, 'panel', false)
    assert.equal(await focused(page), 'surface dot')
    await page.keyboard.press('Escape')
    assert.deepEqual(await told(page), ['placed'])
    await page.keyboard.press('Enter')
    await waitFor(page)
    await button.or(page.getByRole('button', { name: 'A glaze of our own' })).first().focus()
    await page.keyboard.press('Escape')
    await waitFor(page, 'panel', false)
    await page.keyboard.press('Enter')
    await waitFor(page)
    await page.getByRole('button', { name: 'Close' }).click()
    assert.deepEqual(await told(page), ['dismiss'])
    await page.evaluate(() => window.stage.hide('hotspot'))
    await waitFor(page, 'dot', false)
    await page.context().close()
  })

  test('the dot stands at the other corner where words run from right to left', async () => {
    const page = await open()
    await begin(page, 'hotspot', { locale: 'ar' })
    const { dot } = await waitFor(page, 'dot')
    const element = await boxOf(page, 'li:nth-child(2) i')
    assert.ok(Math.abs((dot.left + dot.right) / 2 - element.left) < 2)
    await page.context().close()
  })
})

describe('leaving', () => {
  for (const name of ['tooltip', 'hotspot', 'tour', 'tourList', 'tourTall', 'tourMiddle', 'inline']) {
    test(`${name} leaves no node, listener, observer, timer or attribute`, async () => {
      const page = await open(counted, { viewport: { width: 375, height: 667 }, reducedMotion: 'reduce' })
      await page.evaluate(() => document.querySelector('#basket').style.setProperty('color', 'red'))
      const read = () => page.evaluate(() => document.documentElement.outerHTML)
      const before = await read()
      const alive = () => page.evaluate(() => window.alive())
      const usual = await alive()
      await begin(page, name)
      await page.waitForTimeout(500)
      assert.deepEqual(page.problems, [])
      assert.notDeepEqual(await alive(), usual, 'nothing is counted')
      // Nothing of the page but the host is different while it is shown.
      assert.equal((await read()).replaceAll(/<barrio-root><\/barrio-root>/g, ''), before)
      await page.evaluate((campaign) => window.stage.hide(campaign), (await page.evaluate(() => window.told[0]?.campaign)) ?? 'tour-middle')
      await page.waitForTimeout(500)
      assert.deepEqual(await alive(), usual)
      assert.equal(await page.evaluate(() => document.querySelector('barrio-root')?.shadowRoot.childElementCount ?? 0), 0)
      await page.evaluate(() => window.stage.clear())
      assert.equal(await read(), before)
      await page.context().close()
    })
  }

  test('so does one that still waits, and one whose element has gone', async () => {
    const page = await open(counted)
    const usual = await page.evaluate(() => window.alive())
    for (const [name, changes] of [['tour', { anchor: '#never' }], ['hotspot', { anchor: '#never' }], ['inline', { into: '#never' }]]) {
      await begin(page, name, changes)
      await page.waitForTimeout(50)
      await page.evaluate((campaign) => window.stage.hide(campaign), name)
    }
    await page.waitForTimeout(300)
    assert.deepEqual(await page.evaluate(() => [window.alive(), document.querySelector('barrio-root').shadowRoot.childElementCount]), [usual, 0])
    await page.context().close()
  })
})

describe('for everybody', () => {
  const SCREENS = { light: [{ width: 1280, height: 800 }, { width: 320, height: 256 }], dark: [{ width: 375, height: 667 }] }
  for (const [colorScheme, viewports] of Object.entries(SCREENS)) {
    for (const viewport of viewports) {
      test(`axe finds nothing and nothing is lost, ${colorScheme}, ${viewport.width} x ${viewport.height}`, async () => {
        const page = await open(undefined, { colorScheme, viewport, reducedMotion: 'reduce' })
        for (const view of [...Object.values(VIEWS), ...Object.values(ARABIC)]) {
          await page.evaluate((view) => window.stage.show(view), view)
          await atRest(page)
          if (view.format === 'hotspot') {
            await page.evaluate(() => document.querySelector('li:nth-child(2)').scrollIntoView({ block: 'center' }))
            await page.getByRole('button', { expanded: false }).click()
          }
          await settled(page)
          assert.deepEqual(await axe(page, 'barrio-root'), [], view.campaign)
          const { panel } = await parts(page)
          if (view.format !== 'inline') assert.ok(within(panel, viewport), JSON.stringify([view.campaign, panel]))
          for (const control of await page.locator('barrio-root .panel button').all()) await control.click({ trial: true })
          await page.evaluate(() => (window.start(), scrollTo(0, 0)))
        }
        assert.deepEqual(page.problems, [])
        await page.context().close()
      })
    }
  }
})
