// Fields of every type: filled in by the keyboard alone, telephone numbers in particular, and the trap for robots.
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { openHarness, show } from './harness.mjs'
import { VIEWS } from './views-questions.mjs'
import { fault, send, tabTo } from './question-steps.mjs'

const harness = await openHarness()
after(() => harness.close())

const one = (field) => ({ ...VIEWS.fields, nodes: [{ kind: 'field', name: 'it', text: 'It', ...field }, VIEWS.fields.nodes.at(-1)] })

/** Shows a view on an empty stage, and waits for the countries. */
async function fresh(page, view) {
  await page.evaluate(() => window.start() ?? (window.told = []))
  await show(page, view)
  if (view.nodes.some(({ type }) => type === 'phone')) await page.locator('barrio-root .phone option').nth(200).waitFor({ state: 'attached' })
}

test('every field is filled in by the keyboard alone', async () => {
  const page = await harness.open()
  await fresh(page, VIEWS.fields)
  await tabTo(page, '[type=email]')
  await page.keyboard.type('ana@example.com')
  await tabTo(page, '.phone select')
  await page.keyboard.type('Port')
  await tabTo(page, '[type=tel]')
  await page.keyboard.type('912 345 678')
  await tabTo(page, '[type=text]')
  await page.keyboard.type('Ana')
  await tabTo(page, '.field > select')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await tabTo(page, '[type=date]')
  await page.keyboard.type('02281990')
  await page.keyboard.press('Enter')
  const fields = { email: 'ana@example.com', phone: '+351912345678', text: 'Ana', select: 'b', date: '1990-02-28' }
  assert.deepEqual(await page.evaluate(() => window.told), [{ type: 'act', campaign: 'fields', action: 0, fields }])

  await fresh(page, VIEWS.moreFields)
  await tabTo(page, '[value=b]')
  await page.keyboard.press('Space')
  await tabTo(page, 'textarea')
  await page.keyboard.type('Hello')
  await tabTo(page, '[type=checkbox]')
  await page.keyboard.press('Space')
  await tabTo(page, '[type=checkbox]')
  await page.keyboard.press('Space')
  await tabTo(page, '[type=submit]')
  await page.keyboard.press('Enter')
  assert.deepEqual((await page.evaluate(() => window.told.at(-1))).fields, { choices: ['b'], textarea: 'Hello', checkbox: true, marketing: true })
  assert.deepEqual(page.problems, [])
  await page.context().close()
})

test('what stood in a field stands there again; what does not is absent', async () => {
  const page = await harness.open()
  const earlier = { email: 'ana@example.com', phone: '+34612345678', text: '<b>', select: 'c', date: '1990-02-28', choices: ['a', 'c'], textarea: 'two\nlines', checkbox: true }
  for (const view of [VIEWS.fields, VIEWS.moreFields]) {
    await fresh(page, { ...view, nodes: view.nodes.map((node) => ({ ...node, value: earlier[node.type] })) })
    const expected = view.nodes.filter(({ kind }) => kind === 'field').map(({ name, type }) => [name, earlier[type]])
    assert.deepEqual((await send(page)).fields, { ...Object.fromEntries(expected), ...(view === VIEWS.moreFields && { marketing: false }) })
    await fresh(page, view)
    assert.deepEqual((await send(page)).fields, view === VIEWS.moreFields ? { checkbox: false, marketing: false } : {})
  }
  await page.context().close()
})

describe('a telephone number', async () => {
  const page = await harness.open({ locale: 'es-ES' })

  /** Country to begin with, what is written, what is sent. */
  const NUMBERS = [
    ['ES', '612 34 56 78', '+34612345678'],
    ['ES', '0034 612 345 678', '+34612345678'],
    ['ES', '+44 (0)20 7946 0018', '+442079460018'],
    ['GB', '020 7946 0018', '+442079460018'],
    ['GB', '+44 20 7946 0018', '+442079460018'],
    ['IT', '06 1234 5678', '+390612345678'],
    ['HU', '06 1 234 5678', '+3612345678'],
    ['US', '(212) 555-0123', '+12125550123'],
    ['US', '1 212 555 0123', '+12125550123'],
    ['CA', '+1 416 555 0123', '+14165550123'],
    ['RU', '8 (495) 123-45-67', '+74951234567'],
    ['RU', '800 123 45 67', '+78001234567'],
    ['BY', '8 029 123 45 67', '+375291234567'],
    ['SA', '٠٥٠ ١٢٣ ٤٥٦٧', '+966501234567'],
    ['JP', '０９０-1234-5678', '+819012345678'],
    ['CI', '01 23 45 67 89', '+2250123456789'],
    ['ES', 'call me', 'call me'],
    ['ES', '+', '+'],
    ['AQ', '12345', '12345'],
  ]
  for (const [country, written, sent] of NUMBERS) {
    test(`${written} in ${country} is ${sent}`, async () => {
      await fresh(page, one({ type: 'phone', country }))
      await page.locator('barrio-root [type=tel]').fill(written)
      assert.deepEqual((await send(page)).fields, { it: sent })
    })
  }

  test('names the countries in the language of the message, and follows the code that is written', async () => {
    await fresh(page, { ...one({ type: 'phone', country: 'ES' }), locale: 'de' })
    const select = page.locator('barrio-root .phone select')
    const names = await select.locator('option').allTextContents()
    assert.equal(names[0], 'Afghanistan')
    assert.ok(names.includes('Österreich') && names.indexOf('Österreich') < names.indexOf('Peru'), 'in the order of that language')
    await page.locator('barrio-root [type=tel]').fill('+43 1 5880 0')
    await page.keyboard.press('Tab')
    assert.equal(await select.inputValue(), 'AT')
    assert.equal(await page.locator('barrio-root .dial').textContent(), '+43')
    assert.equal(await page.locator('barrio-root [type=tel]').inputValue(), '158800')
    assert.deepEqual((await send(page)).fields, { it: '+43158800' })
    await select.selectOption('CH')
    assert.deepEqual((await send(page)).fields, { it: '+41158800' })
  })

  test('begins where the visitor\'s language is spoken, if nobody says more', async () => {
    await fresh(page, one({ type: 'phone' }))
    assert.equal(await page.locator('barrio-root .phone select').inputValue(), 'ES')
  })

  test('is a plain line where the codes cannot be had', async () => {
    const offline = await harness.open()
    await offline.route('**/dial.json', (route) => route.abort())
    await show(offline, one({ type: 'phone', country: 'ES' }))
    await offline.locator('barrio-root .phone select').waitFor({ state: 'detached' })
    await offline.getByRole('textbox', { name: 'It' }).fill('612 34 56 78')
    assert.deepEqual((await send(offline)).fields, { it: '612 34 56 78' })
    await offline.context().close()
  })
})

test('the countries come only when somebody is asked for a number', async () => {
  const page = await harness.open()
  const asked = []
  page.on('request', (request) => asked.push(new URL(request.url()).pathname))
  await show(page, VIEWS.moreFields)
  assert.ok(!asked.includes('/dial.json'))
  await page.context().close()
})

test('nothing moves when the countries come', async () => {
  const page = await harness.open()
  await page.route('**/dial.json', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 700))
    await route.continue()
  })
  await page.evaluate(() => {
    window.shift = 0
    new PerformanceObserver((list) => list.getEntries().forEach(({ value }) => (window.shift += value))).observe({ type: 'layout-shift' })
  })
  await show(page, VIEWS.fields)
  const box = () => page.locator('barrio-root [type=tel]').boundingBox()
  const before = await box()
  await page.locator('barrio-root .phone option').nth(200).waitFor({ state: 'attached' })
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 100))))
  assert.deepEqual(await box(), before)
  assert.equal(await page.evaluate(() => window.shift), 0)
  await page.context().close()
})

test('nobody is born tomorrow, and a day has a year of four digits', async () => {
  const page = await harness.open()
  await show(page, one({ type: 'date', autocomplete: 'bday' }))
  const max = await page.locator('barrio-root [type=date]').getAttribute('max')
  assert.equal(max, await page.evaluate(() => new Date().toLocaleDateString('en-CA')))
  await fresh(page, one({ type: 'date' }))
  assert.equal(await page.locator('barrio-root [type=date]').getAttribute('max'), '9999-12-31')
  await page.context().close()
})

test('a fault takes the focus, and is said at its field', async () => {
  const page = await harness.open()
  for (const view of [VIEWS.fields, VIEWS.moreFields]) {
    for (const { name, kind, type } of view.nodes.filter(({ name }) => name)) {
      await fresh(page, view)
      const said = await fault(page, view.campaign, name, 'required')
      // In a telephone number it is the number that is wrong, not its country.
      assert.deepEqual(said, { field: name, invalid: true, first: true, described: 'Please fill this in.' }, type ?? kind)
    }
  }
  await page.context().close()
})

test('robots find a trap that people never meet', async () => {
  const page = await harness.open({ viewport: { width: 375, height: 667 } })
  await fresh(page, VIEWS.fields)
  const trap = page.locator('barrio-root [name=barrio_hp]')
  assert.equal(await page.getByRole('textbox', { name: 'Website' }).count(), 0, 'not heard')
  const isSeen = await trap.evaluate((input) => {
    const { left, top, width, height } = input.getBoundingClientRect()
    return input.getRootNode().elementFromPoint(left + width / 2, top + height / 2) === input
  })
  assert.equal(isSeen, false, 'not seen')
  for (let presses = 0; presses < 20; presses += 1) {
    await page.keyboard.press('Tab')
    assert.ok(!(await page.evaluate(() => document.activeElement.shadowRoot?.activeElement?.matches('[name=barrio_hp]'))), 'not reached')
  }
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'it makes nothing wider')
  await trap.evaluate((input) => (input.value = 'https://spam.example'))
  assert.equal((await send(page)).fields.barrio_hp, 'https://spam.example')
  await fresh(page, VIEWS.ranking)
  assert.equal(await trap.count(), 0)
  await page.context().close()
})
