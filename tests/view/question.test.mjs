// Questions of every type: answered by the keyboard alone and by the pointer, restored, and told what is wrong.
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { axe } from '../browser/page.mjs'
import { openHarness, show } from './harness.mjs'
import { VIEWS, ARABIC } from './views-questions.mjs'
import { fault, focused, send, tabTo } from './question-steps.mjs'

const harness = await openHarness()
after(() => harness.close())

const PHONE = { viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true }

/** Shows a view on an empty stage. */
async function fresh(page, view) {
  await page.evaluate(() => window.start() ?? (window.told = []))
  await show(page, view)
}

const press = async (page, ...keys) => {
  for (const key of keys) await page.keyboard.press(key)
}

/** How each is answered: the control that the keyboard goes to, then the keys; what is clicked; and what both give. */
const ANSWERS = [
  ['nps', { to: 'input[type=radio]', keys: ['Space', 'ArrowRight', 'ArrowRight'], clicks: ['input[value="2"]'], fields: { nps: 2 } }],
  ['rating', { to: 'input', keys: ['ArrowRight', 'ArrowRight', 'ArrowRight'], clicks: ['input[value="2"]', 'input[value="4"]'], fields: { rating: 4 } }],
  ['ratingNumbers', { to: 'input', keys: ['ArrowLeft'], clicks: ['input[value="10"]'], fields: { rating: 10 } }],
  ['ratingStars', { to: 'input', keys: ['Space'], clicks: ['input[value="1"]'], fields: { rating: 1 } }],
  ['csat', { to: 'input', keys: ['ArrowRight'], clicks: ['input[value="2"]'], fields: { csat: 2 } }],
  ['ces', { to: 'input', keys: ['ArrowLeft'], clicks: ['input[value="7"]'], fields: { ces: 7 } }],
  ['single', { to: 'input', keys: ['ArrowDown'], clicks: ['input[value="b"]'], fields: { single: 'b' } }],
  ['multi', { to: 'input', keys: ['Space', 'Tab', 'Tab', 'Space'], clicks: ['input[value="a"]', 'input[value="b"]', 'input[value="b"]', 'input[value="c"]'], fields: { multi: ['a', 'c'] } }],
  ['picture', { to: 'input', keys: ['ArrowRight', 'ArrowRight'], clicks: ['input[value="c"]'], fields: { picture: 'c' } }],
  ['pictures', { to: 'input', keys: ['Space', 'Tab', 'Space'], clicks: ['input[value="b"]', 'input[value="a"]'], fields: { pictures: ['a', 'b'] } }],
  ['ranking', { to: 'li:nth-child(2) [value="-1"]', keys: ['Enter'], clicks: ['li:nth-child(2) [value="-1"]'], fields: { ranking: ['b', 'a', 'c', 'd'] } }],
  ['text', { to: 'textarea', keys: ['K', 'Enter', 'l'], clicks: ['textarea'], types: 'K\nl', fields: { text: 'K\nl' } }],
  ['email', { to: 'input', keys: ['a', '@', 'b', '.', 'c', 'o'], clicks: ['input'], types: 'a@b.co', fields: { email: 'a@b.co' } }],
]

describe('a question', async () => {
  const [desk, phone] = [await harness.open(), await harness.open(PHONE)]

  for (const [name, { to, keys, clicks, types, fields }] of ANSWERS) {
    const view = VIEWS[name]

    test(`${name} is answered by the keyboard alone`, async () => {
      await fresh(desk, view)
      await tabTo(desk, to)
      await press(desk, ...keys)
      await tabTo(desk, '[type=submit]')
      await press(desk, 'Enter')
      assert.deepEqual(await desk.evaluate(() => window.told), [{ type: 'act', campaign: view.campaign, action: 'next', fields }])
    })

    test(`${name} is answered by a finger, and the answer is there again`, async () => {
      await fresh(phone, view)
      assert.deepEqual((await send(phone)).fields, {}, 'unanswered is absent')
      for (const click of clicks) await phone.locator(`barrio-root .content ${click}`).tap()
      if (types) await phone.keyboard.type(types)
      assert.deepEqual((await send(phone)).fields, fields)
      const [value] = Object.values(fields)
      await fresh(phone, { ...view, nodes: view.nodes.map((node) => ({ ...node, value })) })
      assert.deepEqual((await send(phone)).fields, fields, 'restored')
    })
  }

  test('breaks no policy', () => assert.deepEqual([...desk.problems, ...phone.problems], []))
})

describe('its own words', () => {
  for (const name of ['single', 'multi']) {
    test(`of ${name} come with "other", and only with it`, async () => {
      const page = await harness.open()
      await show(page, VIEWS[name])
      const own = page.getByRole('textbox', { name: 'Your answer' })
      assert.equal(await own.isVisible(), false)
      await page.getByLabel('Something else', { exact: true }).click()
      await own.fill('A dream')
      const answer = name === 'single' ? 'other' : ['other']
      const fields = { [name]: answer, [`${name}.other`]: 'A dream' }
      assert.deepEqual((await send(page)).fields, fields)
      await fresh(page, { ...VIEWS[name], nodes: [{ ...VIEWS[name].nodes[0], value: answer, other_value: 'A dream' }] })
      assert.deepEqual((await send(page)).fields, fields, 'restored')
      if (name === 'single') await page.getByLabel('A friend').click()
      else await page.getByLabel('Something else', { exact: true }).click()
      assert.equal(await own.isVisible(), false)
      assert.deepEqual((await send(page)).fields, name === 'single' ? { single: 'a' } : {})
      await page.context().close()
    })
  }
})

describe('a ranking', () => {
  const order = (page) => page.locator('barrio-root .ranking li').evaluateAll((rows) => rows.map((row) => row.dataset.value).join(''))

  test('keeps the focus on the button, says the place, and stops at the ends', async () => {
    const page = await harness.open()
    await show(page, VIEWS.ranking)
    await tabTo(page, 'li:nth-child(3) [value="-1"]')
    for (const [expected, said] of [['acbd', '2 of 4'], ['cabd', '1 of 4'], ['cabd', '1 of 4']]) {
      await press(page, 'Space')
      assert.equal(await order(page), expected)
      assert.equal(await focused(page), 'Move up: Made to last')
      assert.equal(await page.locator('barrio-root .ranking + [role=status]').textContent(), `Made to last: ${said}`)
    }
    await page.context().close()
  })

  test('is dragged by the mouse, wherever the row is taken', async () => {
    const page = await harness.open()
    await show(page, VIEWS.ranking)
    const box = (at) => page.locator(`barrio-root .ranking li:nth-child(${at}) > :nth-child(2)`).boundingBox()
    const [first, third] = [await box(1), await box(3)]
    await page.mouse.move(first.x + 20, first.y + 10)
    await page.mouse.down()
    await page.mouse.move(third.x + 20, third.y + 14, { steps: 12 })
    assert.equal(await order(page), 'bcad', 'it changes places as it is dragged')
    await page.mouse.up()
    assert.equal(await page.locator('barrio-root .dragged').count(), 0)
    assert.deepEqual((await send(page)).fields, { ranking: ['b', 'c', 'a', 'd'] })
    await page.mouse.move(5, 5)
    assert.equal(await order(page), 'bcad')
    await page.context().close()
  })

  test('is dragged by a finger at the grip; elsewhere the finger scrolls', async () => {
    const page = await harness.open({ viewport: { width: 375, height: 667 }, hasTouch: true, isMobile: true })
    await show(page, VIEWS.ranking)
    const session = await page.context().newCDPSession(page)
    const drag = async (selector) => {
      const { x, y } = await page.locator(`barrio-root .ranking li:nth-child(1) ${selector}`).boundingBox()
      const touch = (type, dy) => session.send('Input.dispatchTouchEvent', { type, touchPoints: type === 'touchEnd' ? [] : [{ x: x + 10, y: y + 10 + dy }] })
      await touch('touchStart', 0)
      for (let dy = 8; dy <= 64; dy += 8) await touch('touchMove', dy)
      await touch('touchEnd')
    }
    await drag('> :nth-child(2)')
    assert.equal(await order(page), 'abcd')
    await drag('.grip')
    assert.equal(await order(page), 'bacd')
    await page.context().close()
  })

  test('that must be answered is answered as it stands', async () => {
    const page = await harness.open()
    await show(page, { ...VIEWS.ranking, nodes: [{ ...VIEWS.ranking.nodes[0], required: true }] })
    assert.deepEqual((await send(page)).fields, { ranking: ['a', 'b', 'c', 'd'] })
    await page.context().close()
  })
})

test('a fault takes the focus to the first control, is its description, and goes with an answer', async () => {
  const page = await harness.open()
  for (const name of ['nps', 'single', 'multi', 'picture', 'text', 'email']) {
    await fresh(page, VIEWS[name])
    const field = VIEWS[name].nodes[0].name
    assert.deepEqual(await fault(page, VIEWS[name].campaign, field, 'choose'), { field, invalid: true, first: true, described: 'Please choose an answer.' }, name)
    await page.keyboard.press(/text|email/.test(name) ? 'a' : 'Space')
    assert.equal(await page.locator('barrio-root [aria-invalid]').count(), 0, name)
  }
  await page.context().close()
})

test('what a group is, and what its ends mean, is heard', async () => {
  const page = await harness.open()
  await show(page, VIEWS.nps)
  const group = page.getByRole('radiogroup', { name: /^How likely are you to recommend us to a friend\? required$/ })
  assert.equal(await group.getByRole('radio').count(), 11)
  await group.getByRole('radio', { name: '0: Not at all likely', exact: true }).waitFor()
  await group.getByRole('radio', { name: '10: Extremely likely', exact: true }).waitFor()
  await fresh(page, VIEWS.csat)
  await page.getByRole('radio', { name: '1 of 5: Unhappy', exact: true }).waitFor()
  await page.getByRole('radio', { name: '4 of 5', exact: true }).waitFor()
  await page.context().close()
})

describe('axe-core finds no violation, and nothing is too small or cut off', () => {
  const SIZES = { 'a small phone': PHONE, 'a dark desktop': { colorScheme: 'dark' } }
  for (const [size, options] of Object.entries(SIZES)) {
    test(`on ${size}`, async (t) => {
      const page = await harness.open(options)
      for (const [name, view] of Object.entries({ ...VIEWS, pageAr: ARABIC.page, npsAr: ARABIC.nps })) {
        await t.test(name, async () => {
          await fresh(page, view)
          assert.deepEqual(await axe(page, 'barrio-root'), [])
          for (const { name } of view.nodes) await page.evaluate(([campaign, name]) => window.stage.invalid(campaign, name, 'required'), [view.campaign, name])
          // At the end of the content nothing lies half below the buttons that stay in sight.
          await page.locator('barrio-root .content').evaluate((content) => content.scrollTo(0, content.scrollHeight))
          assert.deepEqual(await axe(page, 'barrio-root'), [], 'with faults')
          assert.deepEqual(await cramped(page), [])
        })
      }
      await page.context().close()
    })
  }
})

/** What is less than 24 pixels wide or high though one has to hit it, or stands beside its panel. */
const cramped = (page) =>
  page.evaluate(() => {
    const { shadowRoot } = document.querySelector('barrio-root')
    const panel = shadowRoot.querySelector('.panel').getBoundingClientRect()
    const content = shadowRoot.querySelector('.content')
    const targets = [...content.querySelectorAll('button,a,select,textarea,input')].filter((target) => target.checkVisibility())
    const small = targets.filter((target) => {
      const { width, height, left, right } = (target.closest('label') ?? target).getBoundingClientRect()
      return width < 24 || height < 24 || left < panel.left || right > panel.right
    })
    return [...small.map((target) => target.outerHTML), ...(content.scrollWidth > content.clientWidth ? ['the content scrolls sideways'] : [])]
  })
