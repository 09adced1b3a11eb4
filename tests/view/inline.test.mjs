// Inline messages: in the element that the store names, wherever that is, and as long as it is there.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { addElement, begin, counted, told } from './anchor-page.mjs'
import { openHarness } from './harness.mjs'

let harness
before(async () => (harness = await openHarness()))
after(() => harness.close())

/** Where the hosts stand: the parent, and what is on either side. */
const hosts = (page) =>
  page.evaluate(() => {
    const name = (element) => element && (element.id || element.localName)
    return [...document.querySelectorAll('barrio-root')].map((host) => ['parentElement', 'previousElementSibling', 'nextElementSibling'].map((side) => name(host[side]) ?? '').join(' '))
  })

const isSeen = (page, text) => page.getByRole('heading', { name: text }).isVisible()

test('it stands in the element, before or after what is in there, or beside it', async () => {
  const page = await harness.open()
  await page.evaluate(() => document.querySelector('#slot').append(document.createElement('i')))
  for (const [insert, place] of Object.entries({ append: 'slot i ', prepend: 'slot  i', before: 'main p slot', after: 'main slot ul', remove: 'slot i ' })) {
    await begin(page, 'inline', { insert })
    assert.deepEqual(await hosts(page), [place], insert)
    assert.ok(await isSeen(page, 'Delivered to Spain'))
    await page.evaluate(() => window.start())
    assert.deepEqual(await hosts(page), [])
  }
  assert.deepEqual(page.problems, [])
  await page.context().close()
})

test('it waits for the element, tells that it is placed, and fills its width', async () => {
  const page = await harness.open()
  await begin(page, 'inline', { into: '.late' })
  await page.waitForTimeout(300)
  assert.deepEqual([await hosts(page), await told(page)], [[], []])
  await addElement(page, { tag: 'aside', attributes: { class: 'late' }, text: '', into: 'main' })
  await page.waitForTimeout(100)
  assert.deepEqual(await told(page), ['placed'])
  const [outer, inner] = await page.evaluate(() => [window.added, document.querySelector('barrio-root').shadowRoot.querySelector('.panel')].map((each) => each.getBoundingClientRect().width))
  assert.equal(inner, outer)
  await page.context().close()
})

test('it is missing where no such element is drawn', async () => {
  const page = await harness.open()
  await addElement(page, { tag: 'aside', id: 'folded', into: 'main', styles: { display: 'none' } })
  await begin(page, 'inline', { into: '#folded', wait: 500 })
  await page.waitForTimeout(1200)
  assert.deepEqual([await told(page), await hosts(page)], [['missing'], []])
  await page.context().close()
})

test('it finds its way into an open shadow root', async () => {
  const page = await harness.open()
  await addElement(page, { tag: 'aside', shadow: ['my-cart'], attributes: { class: 'foot' }, into: 'main' })
  await begin(page, 'inline', { into: 'my-cart >>> .foot' })
  await page.waitForTimeout(100)
  assert.ok(await isSeen(page, 'Delivered to Spain'))
  await page.context().close()
})

test('it comes back where a page has thrown it out, and follows its element', async () => {
  const page = await harness.open()
  await begin(page, 'inline')
  await page.evaluate(() => document.querySelector('#slot').replaceChildren())
  await page.waitForTimeout(100)
  assert.deepEqual(await hosts(page), ['slot  '])
  await page.evaluate(() => {
    const old = document.querySelector('#slot')
    old.id = 'old'
    const slot = document.createElement('div')
    slot.id = 'slot'
    document.querySelector('main').append(slot)
  })
  await page.waitForTimeout(100)
  assert.deepEqual(await hosts(page), ['slot  '])
  await page.evaluate(() => document.querySelector('#slot').remove())
  await page.waitForTimeout(100)
  assert.deepEqual(await hosts(page), [])
  assert.deepEqual(await told(page), ['placed'])
  await page.context().close()
})

test('several stand at once, each for itself, and their controls work', async () => {
  const page = await harness.open()
  await begin(page, 'inline')
  await begin(page, 'inline', { campaign: 'other', into: 'main', insert: 'before', nodes: [{ kind: 'heading', text: 'Another' }] })
  assert.equal((await hosts(page)).length, 2)
  await told(page)
  await page.getByRole('button', { name: 'See how' }).click()
  assert.deepEqual(await told(page), ['act'])
  await page.evaluate(() => window.stage.hide('inline'))
  await page.waitForTimeout(400)
  assert.equal((await hosts(page)).length, 1)
  assert.ok(await isSeen(page, 'Another'))
  await page.context().close()
})

test('nothing moves where the store has kept room for it', async () => {
  const page = await harness.open()
  await page.evaluate(() => {
    window.shifts = 0
    new PerformanceObserver((list) => list.getEntries().forEach(({ value }) => (window.shifts += value))).observe({ type: 'layout-shift', buffered: true })
    document.querySelector('#slot').style.setProperty('min-height', '260px')
  })
  await page.waitForTimeout(200)
  const before = await page.evaluate(() => window.shifts)
  await begin(page, 'inline')
  await page.waitForTimeout(500)
  assert.ok(await isSeen(page, 'Delivered to Spain'))
  assert.equal((await page.evaluate(() => window.shifts)) - before, 0)
  await page.context().close()
})

test('one that stands in what is folded away goes without a trace', async () => {
  const page = await harness.open()
  await page.addInitScript(counted)
  await page.reload()
  await page.waitForFunction(() => window.stage)
  const usual = await page.evaluate(() => window.alive())
  await begin(page, 'inline')
  await page.evaluate(() => document.querySelector('#slot').style.setProperty('display', 'none'))
  await page.waitForTimeout(100)
  await page.evaluate(() => window.stage.hide('inline'))
  await page.waitForTimeout(300)
  assert.deepEqual(await hosts(page), [])
  assert.deepEqual(await page.evaluate(() => window.alive()), usual)
  await page.context().close()
})
