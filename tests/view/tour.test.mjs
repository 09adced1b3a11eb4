// Tours: one step after the other at its element, with the page as usable as before, by mouse and by keyboard.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { addElement, atRest, begin, boxOf, focused, parts, told, waitFor, withoutPopovers, withoutSources } from './anchor-page.mjs'
import { openHarness } from './harness.mjs'

const PHONE = { width: 375, height: 667 }
const FAR = { position: 'absolute', top: '2400px', left: '500px' }
const WAYS = { 'by the style sheet': undefined, 'by script': withoutSources, 'without popovers': withoutPopovers }

let harness
before(async () => (harness = await openHarness()))
after(() => harness.close())

async function open(options = {}, script) {
  const page = await harness.open({ reducedMotion: 'reduce', ...options })
  if (!script) return page
  await page.addInitScript(script)
  await page.reload()
  await page.waitForFunction(() => window.stage)
  return page
}

const scrolled = (page) => page.evaluate(() => scrollY)
const within = (box, { width, height }) => box.left >= 0 && box.top >= 0 && box.right <= width && box.bottom <= height
const overlap = (one, other) => one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom

function assertAround(ring, element) {
  for (const side of ['left', 'top']) assert.ok(Math.abs(element[side] - 6 - ring[side]) < 2, `${side}: ${JSON.stringify({ ring, element })}`)
  for (const side of ['right', 'bottom']) assert.ok(Math.abs(element[side] + 6 - ring[side]) < 2, `${side}: ${JSON.stringify({ ring, element })}`)
}

describe('the step and its element', () => {
  for (const [way, script] of Object.entries(WAYS)) {
    for (const viewport of [{ width: 1280, height: 800 }, PHONE]) {
      test(`${way}, an element far below is scrolled to, in a window ${viewport.width} wide`, async () => {
        const page = await open({ viewport }, script)
        await page.evaluate(() => document.body.style.setProperty('height', '4000px'))
        await addElement(page, { id: 'far', styles: { ...FAR, left: '200px' } })
        await begin(page, 'tour', { anchor: '#far' })
        await atRest(page)
        const { panel, ring } = await waitFor(page)
        const element = await boxOf(page)
        assert.ok(Math.abs((element.top + element.bottom) / 2 - viewport.height / 2) < 20, JSON.stringify(element))
        assertAround(ring, element)
        assert.ok(within(panel, viewport) && !overlap(panel, ring), JSON.stringify({ panel, ring }))
        assert.deepEqual(page.problems, [])
        await page.context().close()
      })
    }
  }

  test('one in view is not scrolled to; one under the header of the page is', async () => {
    const page = await open()
    await addElement(page, { id: 'near', styles: { position: 'absolute', top: '700px', left: '500px' } })
    await begin(page, 'tour', { anchor: '#near' })
    await waitFor(page)
    await atRest(page)
    assert.equal(await scrolled(page), 0)
    await page.evaluate(() => (window.start(), document.body.style.setProperty('height', '4000px'), document.querySelector('header').style.setProperty('z-index', '9'), scrollTo(0, 690)))
    await begin(page, 'tour', { anchor: '#near' })
    await atRest(page)
    assert.ok((await boxOf(page)).top > 300)
    await page.context().close()
  })

  test('one in something that scrolls by itself is brought into view there', async () => {
    const page = await open()
    await page.evaluate(() => {
      const list = document.createElement('div')
      list.id = 'list'
      for (const [name, value] of Object.entries({ height: '200px', overflow: 'auto', position: 'fixed', top: '100px', left: '100px', width: '200px' })) list.style.setProperty(name, value)
      document.body.append(list)
    })
    await addElement(page, { id: 'item', into: '#list', styles: { margin: '400px 0 600px', display: 'block' } })
    await begin(page, 'tour', { anchor: '#item', placement: 'right' })
    await atRest(page)
    const [{ panel, ring }, element] = [await waitFor(page), await boxOf(page)]
    assert.ok(element.top > 100 && element.bottom < 300)
    assertAround(ring, element)
    assert.ok(!overlap(panel, element))
    await page.context().close()
  })

  for (const [reducedMotion, expected] of [['no-preference', 'smooth'], ['reduce', 'instant']]) {
    test(`scrolling is ${expected} where the visitor's wish for less motion is: ${reducedMotion}`, async () => {
      const page = await open({ reducedMotion })
      await page.evaluate(() => {
        const { scrollIntoView } = Element.prototype
        Element.prototype.scrollIntoView = function (options) {
          window.behavior = options.behavior
          return scrollIntoView.call(this, options)
        }
      })
      await addElement(page, { id: 'far', styles: FAR })
      await begin(page, 'tour', { anchor: '#far' })
      await atRest(page)
      assert.equal(await page.evaluate(() => window.behavior), expected)
      assertAround((await parts(page)).ring, await boxOf(page))
      await page.context().close()
    })
  }

  for (const [way, script] of Object.entries(WAYS)) {
    test(`${way}, a step stays on the screen when somebody scrolls its element away, and goes back to it`, async () => {
      const page = await open({}, script)
      await addElement(page, { id: 'some', styles: { position: 'absolute', top: '900px', left: '500px' } })
      await page.evaluate(() => document.body.style.setProperty('height', '4000px'))
      await begin(page, 'tour', { anchor: '#some' })
      await atRest(page)
      for (const y of [2500, 0]) {
        await page.evaluate((y) => scrollTo(0, y), y)
        await atRest(page)
        const { panel } = await waitFor(page)
        assert.ok(within(panel, { width: 1280, height: 800 }), JSON.stringify(panel))
      }
      await page.evaluate(() => scrollTo(0, 500))
      await atRest(page)
      const [{ panel, ring }, element] = [await parts(page), await boxOf(page)]
      assertAround(ring, element)
      assert.ok(Math.min(Math.abs(panel.top - element.bottom - 18), Math.abs(element.top - panel.bottom - 18)) < 2, JSON.stringify({ panel, element }))
      await page.context().close()
    })
  }

  test('a step with no element stands in the middle; on a phone it is a sheet from below', async () => {
    for (const viewport of [{ width: 1280, height: 800 }, PHONE]) {
      const page = await open({ viewport })
      await begin(page, 'tourMiddle')
      const { panel } = await waitFor(page)
      assert.ok(Math.abs(panel.left + panel.right - viewport.width) < 2)
      if (viewport === PHONE) assert.deepEqual([panel.bottom, panel.width], [667, 375])
      else assert.ok(Math.abs(panel.top + panel.bottom - viewport.height) < 2)
      assert.deepEqual(await told(page), [])
      await page.context().close()
    }
  })

  test('on a phone a step with no room at its element is a sheet, with the element in view above it', async () => {
    const page = await open({ viewport: PHONE })
    await addElement(page, { id: 'big', tag: 'div', styles: { position: 'absolute', top: '1500px', left: '20px', width: '300px', height: '380px', background: 'teal' } })
    const before = await page.evaluate(() => window.added.getAttribute('style'))
    await begin(page, 'tour', { anchor: '#big' })
    await atRest(page)
    const [{ panel, ring }, element] = [await waitFor(page), await boxOf(page)]
    assert.deepEqual([panel.side, panel.bottom, panel.width], ['low', 667, 375])
    assert.ok(element.top >= 0 && element.bottom <= panel.top, JSON.stringify({ panel, element }))
    assertAround(ring, element)
    assert.equal(await page.evaluate(() => window.added.getAttribute('style')), before)
    await page.context().close()
  })

  test('of an element larger than the screen the beginning is in view', async () => {
    const page = await open({ viewport: PHONE })
    await addElement(page, { id: 'huge', tag: 'div', styles: { position: 'absolute', top: '1500px', left: '20px', width: '300px', height: '1400px' } })
    await begin(page, 'tour', { anchor: '#huge' })
    await atRest(page)
    const element = await boxOf(page)
    assert.ok(element.top >= -1 && element.top < 200, JSON.stringify(element))
    await page.context().close()
  })
})

describe('the page meanwhile', () => {
  test('stays usable through the dim', async () => {
    const page = await open()
    await page.evaluate(() => document.querySelector('h1').addEventListener('click', () => (window.clicked = true)))
    await begin(page, 'tour')
    await waitFor(page)
    await page.click('h1')
    assert.equal(await page.evaluate(() => window.clicked), true)
    await page.context().close()
  })

  test('a click on the element goes on, and does what it does', async () => {
    const page = await open()
    await page.evaluate(() => addEventListener('pagehide', () => sessionStorage.setItem('told', JSON.stringify(window.told))))
    await addElement(page, { id: 'link', tag: 'a', text: '', attributes: { href: '/?next' }, styles: { position: 'fixed', top: '200px', left: '300px' } })
    await page.evaluate(() => {
      const label = document.createElement('span')
      label.textContent = 'Checkout'
      label.addEventListener('click', (event) => event.stopPropagation())
      window.added.append(label)
    })
    await begin(page, 'tour', { anchor: '#link' })
    await waitFor(page)
    await page.click('h1')
    assert.deepEqual(await told(page), ['placed'])
    await Promise.all([page.waitForURL('**/?next'), page.click('#link span')])
    assert.deepEqual(await page.evaluate(() => JSON.parse(sessionStorage.getItem('told'))), [{ type: 'act', campaign: 'tour', action: 'next', fields: {} }])
    await page.context().close()
  })

  test('a click in a shadow root goes on too; where the step does not say so, none does', async () => {
    const page = await open()
    await addElement(page, { shadow: ['my-cart', 'my-line'], attributes: { class: 'deep' }, styles: { position: 'fixed', top: '300px', left: '300px' } })
    await begin(page, 'tour', { anchor: '.deep' })
    await waitFor(page)
    await page.mouse.click(310, 310)
    assert.deepEqual(await told(page), ['placed', 'act next'])
    await begin(page, 'tour', { anchor: '.deep', advance: undefined })
    await waitFor(page)
    await page.mouse.click(310, 310)
    assert.deepEqual(await told(page), ['placed'])
    await page.context().close()
  })
})

describe('in a modal dialog of the page', () => {
  for (const shadow of [[], ['my-cart']]) {
    test(`a step can be used, ${shadow[0] ?? 'and no shadow root is'} between`, async () => {
      const page = await open()
      await page.evaluate(() => {
        const dialog = document.createElement('dialog')
        dialog.id = 'drawer'
        document.body.append(dialog)
      })
      await addElement(page, { shadow, into: '#drawer', attributes: { class: 'checkout' } })
      const before = await page.evaluate(() => document.documentElement.outerHTML)
      await begin(page, 'tourMiddle', { campaign: 'tour' })
      await waitFor(page)
      await begin(page, 'tour', { anchor: '.checkout' })
      await page.evaluate(() => document.querySelector('#drawer').showModal())
      await page.getByRole('button', { name: 'Next' }).click()
      assert.deepEqual(await told(page), ['placed', 'act next'])
      await page.keyboard.press('Escape')
      assert.deepEqual(await told(page), ['dismiss'])
      assert.equal(await page.evaluate(() => document.querySelector('#drawer').open), true)
      await page.evaluate(() => document.querySelector('#drawer').close())
      await page.waitForTimeout(400)
      assert.equal(await page.getByRole('button', { name: 'Next' }).count(), 0)
      // The next step is at home again.
      await begin(page, 'tour')
      assertAround((await waitFor(page)).ring, await boxOf(page, '#basket'))
      await page.evaluate(() => window.stage.hide('tour'))
      await page.waitForTimeout(400)
      await page.evaluate(() => window.stage.clear())
      assert.equal(await page.evaluate(() => document.documentElement.outerHTML), before)
      assert.deepEqual(page.problems, [])
      await page.context().close()
    })
  }
})

describe('by keyboard', () => {
  test('every step has the focus, can be gone through, and gives the focus back', async () => {
    const page = await open()
    await page.focus('header a')
    await page.evaluate(() => (document.activeElement.id = 'start'))
    await begin(page, 'tourMiddle', { campaign: 'tour' })
    await waitFor(page)
    assert.equal(await focused(page), 'heading')
    assert.equal(await page.getByRole('dialog', { name: 'Welcome to the new shop' }).count(), 1)
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    assert.equal(await focused(page), 'next')
    await page.keyboard.press('Enter')
    assert.deepEqual(await told(page), ['act next'])

    await begin(page, 'tourList', { campaign: 'tour' })
    const { panel, ring } = await waitFor(page)
    assertAround(ring, await boxOf(page, 'li:nth-child(6)'))
    assert.ok(!overlap(panel, ring))
    assert.equal(await focused(page), 'heading')
    for (const name of ['back', 'skip']) {
      await page.keyboard.press('Tab')
      assert.equal(await focused(page), name)
    }
    await page.keyboard.press('Space')
    assert.deepEqual(await told(page), ['placed', 'act skip'])

    await page.evaluate(() => window.stage.hide('tour'))
    assert.equal(await focused(page), 'start')
    await page.context().close()
  })

  test('Escape dismisses from within and from the page', async () => {
    const page = await open()
    await begin(page, 'tour')
    await waitFor(page)
    await told(page)
    await page.keyboard.press('Escape')
    assert.deepEqual(await told(page), ['dismiss'])
    await page.focus('#basket')
    await page.keyboard.press('Escape')
    assert.deepEqual(await told(page), ['dismiss'])
    await page.context().close()
  })

  test('a step that waits for its element leaves nothing of the one before', async () => {
    const page = await open()
    await begin(page, 'tour')
    await waitFor(page)
    await begin(page, 'tour', { anchor: '#later', wait: 5000 })
    const now = await parts(page)
    assert.deepEqual([now.panel, now.ring], [undefined, undefined])
    await addElement(page, { id: 'later', styles: { position: 'fixed', top: '300px', left: '300px' } })
    await waitFor(page)
    assert.deepEqual(await told(page), ['placed', 'placed'])
    assert.equal(await focused(page), 'heading')
    await page.context().close()
  })
})
