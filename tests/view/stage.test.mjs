// The stage in a real browser, under the strict policy: focus, keyboard, what is said, what is told, what is left behind.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openHarness, settled, show } from './harness.mjs'
import { eventually, shadow, told } from './looks.mjs'
import { VIEWS } from './views.mjs'

const focused = (page) => page.evaluate(() => (document.activeElement.shadowRoot ?? document).activeElement.textContent)
let harness
before(async () => (harness = await openHarness()))
after(() => harness.close())

/** A page with one view on its stage. */
async function showing(view, options) {
  const page = await harness.open(options)
  await show(page, view)
  return page
}

test('a dialog takes the focus to its first words, keeps it in, and gives it back', async () => {
  const page = await harness.open()
  await page.focus('#basket')
  await show(page, VIEWS.form)
  assert.equal(await focused(page), 'News from the kitchen table')
  // Past all controls, the focus is never on the page behind.
  for (let step = 0; step < 12; step++) {
    await page.keyboard.press('Tab')
    assert.notEqual(await page.evaluate(() => document.activeElement.id), 'basket')
  }
  await page.evaluate(() => window.stage.hide('form'))
  assert.equal(await page.evaluate(() => document.activeElement.id), 'basket')
})

test('a dialog is laid out before it is seen: until it opens, the page is as it was', async () => {
  const page = await harness.open()
  await page.focus('#basket')
  const meanwhile = await page.evaluate((view) => {
    window.stage.show(view)
    const dialog = document.querySelector('barrio-root').shadowRoot.querySelector('dialog')
    const { width } = dialog.querySelector('.panel').getBoundingClientRect()
    return { width, seen: dialog.checkVisibility({ visibilityProperty: true }), open: dialog.open, focus: document.activeElement.id }
  }, VIEWS.modal)
  assert.ok(meanwhile.width > 300, 'it has its size')
  assert.deepEqual({ ...meanwhile, width: 0 }, { width: 0, seen: false, open: false, focus: 'basket' })
  await shadow(page, 'dialog[open]').waitFor()
  assert.deepEqual(page.problems, [])
})

test('a dialog that is taken back before it opens leaves nothing', async () => {
  const page = await harness.open()
  await page.focus('#basket')
  for (const end of ['hide', 'clear']) {
    const left = await page.evaluate(async ([view, end]) => {
      const showing = window.stage.show(view)
      window.stage[end](view.campaign)
      await showing
      const root = document.querySelector('barrio-root')?.shadowRoot
      return root?.querySelectorAll('dialog').length ?? 0
    }, [VIEWS.modal, end])
    assert.equal(left, 0, end)
    assert.equal(await page.evaluate(() => document.activeElement.id), 'basket')
  }
  assert.deepEqual(page.problems, [])
})

test('a dialog opens on a page that replaces its body before it does', async () => {
  const page = await harness.open()
  await page.evaluate(async (view) => {
    const showing = window.stage.show(view)
    document.body.replaceWith(document.createElement('body'))
    await showing
  }, VIEWS.modal)
  await shadow(page, 'dialog[open]').waitFor()
})

test('what is not modal leaves the focus where it is, and gives it back if it had it', async () => {
  const page = await harness.open()
  await page.focus('#basket')
  await show(page, VIEWS.card)
  assert.equal(await page.evaluate(() => document.activeElement.id), 'basket')
  await shadow(page, '.button >> nth=0').focus()
  await page.evaluate(() => window.stage.hide('card'))
  assert.equal(await page.evaluate(() => document.activeElement.id), 'basket')
})

test('Escape closes a dialog, and what is not modal only while the focus is in it', async () => {
  const page = await showing(VIEWS.modal)
  await page.keyboard.press('Escape')
  assert.deepEqual(await told(page), [{ type: 'dismiss', campaign: 'modal' }])

  const other = await showing(VIEWS.card)
  await other.focus('#basket')
  await other.keyboard.press('Escape')
  assert.deepEqual(await told(other), [])
  await shadow(other, '.close').focus()
  await other.keyboard.press('Escape')
  assert.deepEqual(await told(other), [{ type: 'dismiss', campaign: 'card' }])
})

test('the engine alone closes a dialog: however often Escape comes, it is told, and nothing throws', async () => {
  const page = await showing(VIEWS.modal)
  for (let time = 0; time < 3; time++) await page.keyboard.press('Escape')
  assert.ok((await told(page)).every(({ type }) => type === 'dismiss'))
  assert.deepEqual(page.problems, [])
})

test('a click beside the panel dismisses; marking text from inside to there does not', async () => {
  const page = await showing(VIEWS.form)
  const panel = await shadow(page, '.panel').boundingBox()
  await page.mouse.move(panel.x + 40, panel.y + 100)
  await page.mouse.down()
  await page.mouse.move(20, 20)
  await page.mouse.up()
  assert.deepEqual(await told(page), [])
  await page.mouse.click(20, 20)
  assert.deepEqual(await told(page), [{ type: 'dismiss', campaign: 'form' }])
})

test('controls tell their action with what stands in the fields', async () => {
  const page = await showing(VIEWS.form)
  await shadow(page, 'input[type=email]').fill('ana@example.com')
  await shadow(page, 'input[type=checkbox]').check()
  await page.keyboard.press('Enter')
  await shadow(page, '.actions >> text=No, thank you').click()
  const fields = { email: 'ana@example.com', marketing: true }
  assert.deepEqual(await told(page), [
    { type: 'act', campaign: 'form', action: 0, fields },
    { type: 'act', campaign: 'form', action: 1, fields },
  ])
})

test('back, skip and next are told by name, and stand in this order', async () => {
  const page = await showing(VIEWS.survey)
  assert.deepEqual(await shadow(page, '.controls button').allTextContents(), ['Back', 'Skip', 'Next'])
  for (const name of ['Back', 'Skip', 'Next']) await shadow(page, `.controls >> text="${name}"`).click()
  assert.deepEqual((await told(page)).map(({ action }) => action), ['back', 'skip', 'next'])
})

test('a fault is said at its field, in words, until it is mended', async () => {
  const page = await showing(VIEWS.form)
  await page.evaluate(() => {
    window.stage.invalid('form', 'email', 'invalid_email')
    window.stage.invalid('form', 'marketing', 'agree')
  })
  const email = shadow(page, 'input[type=email]')
  assert.equal(await email.getAttribute('aria-invalid'), 'true')
  assert.ok(await email.evaluate((element) => element.matches(':focus')))
  assert.match(await shadow(page, '.error >> nth=0').textContent(), /email address/)
  assert.match(await shadow(page, '.error >> nth=1').textContent(), /tick this box/)
  await email.press('a')
  assert.equal(await email.getAttribute('aria-invalid'), null)
  assert.equal(await shadow(page, '.error >> nth=0').textContent(), '')
})

test('what appears by itself is said; a dialog is not, the focus says it', async () => {
  const page = await showing(VIEWS.banner)
  await eventually(() => shadow(page, '[role=status]').textContent(), 'Free shipping this week\nOn every order over $50, to all of Europe.')
  const modal = await showing(VIEWS.modal)
  await modal.waitForTimeout(500)
  assert.equal(await shadow(modal, '[role=status]').textContent(), '')
})

test('a countdown runs, silently, and ends in its words', async () => {
  const page = await harness.open()
  await show(page, { ...VIEWS.countdown, nodes: [{ kind: 'countdown', until: Date.now() + 7000, ended: 'Too late' }] })
  const seconds = shadow(page, '.cell:last-child b')
  const first = await seconds.textContent()
  await page.waitForTimeout(1500)
  assert.notEqual(await seconds.textContent(), first)
  assert.equal(await shadow(page, '[role=timer]').getAttribute('aria-live'), null)
  await eventually(() => shadow(page, '.countdown').textContent(), 'Too late')
})

test('a countdown whose message is gone runs no more', async () => {
  const page = await harness.open()
  await page.evaluate(() => {
    const { setInterval, clearInterval } = window
    window.running = new Set()
    window.setInterval = (...args) => (window.running.add(setInterval(...args)), [...window.running].at(-1))
    window.clearInterval = (id) => (window.running.delete(id), clearInterval(id))
  })
  await show(page, VIEWS.countdown)
  assert.equal(await page.evaluate(() => window.running.size), 1)
  await page.evaluate((view) => window.stage.show(view), VIEWS.countdown)
  assert.equal(await page.evaluate(() => window.running.size), 1)
  await page.evaluate(() => window.stage.hide('countdown'))
  assert.equal(await page.evaluate(() => window.running.size), 0)
})

test('a picture that does not load leaves, or leaves its words', async () => {
  const nodes = [{ kind: 'image', src: '/none.png', alt: '', width: 8, height: 4 }, { kind: 'image', src: '/none.png', alt: 'A plate', width: 8, height: 4 }]
  const page = await showing({ ...VIEWS.card, nodes })
  await eventually(() => shadow(page, 'img').count(), 1)
  assert.equal(await shadow(page, 'img').getAttribute('alt'), 'A plate')
})

test('the tab opens its message, and the focus goes along, both ways', async () => {
  const page = await harness.open()
  const collapsed = { ...VIEWS.card, collapsed: true }
  await show(page, collapsed)
  await shadow(page, '.open').click()
  assert.deepEqual(await told(page), [{ type: 'act', campaign: 'card', action: 'open', fields: {} }])
  await show(page, VIEWS.card)
  assert.equal(await focused(page), 'Still thinking it over?')
  assert.equal(await shadow(page, '.surface:not([inert]) .close').getAttribute('aria-label'), 'Minimize')
  await show(page, collapsed)
  assert.equal(await focused(page), 'Free shipping')
  assert.equal(await shadow(page, '.surface:not([inert]) .close').getAttribute('aria-label'), 'Close')
})

test('the next page of a message stands in the same surface, and its words take the focus', async () => {
  const page = await showing(VIEWS.modal)
  await page.evaluate(() => (window.dialog = document.querySelector('barrio-root').shadowRoot.querySelector('dialog')))
  await page.evaluate((view) => window.stage.show({ ...view, nodes: [{ kind: 'heading', text: 'Thank you' }] }), VIEWS.modal)
  assert.ok(await page.evaluate(() => window.dialog.open && window.dialog.isConnected))
  assert.equal(await focused(page), 'Thank you')
})

test('clear leaves no node, no style and no room in the page, whatever is shown', async () => {
  const page = await harness.open()
  const before = await page.evaluate(() => document.documentElement.outerHTML)
  const top = await page.evaluate(() => document.querySelector('header').getBoundingClientRect().top)
  for (const view of Object.values(VIEWS)) await page.evaluate((view) => window.stage.show(view), view)
  await page.evaluate(() => window.stage.hide('banner-coupon'))
  await page.evaluate(() => window.stage.clear())
  assert.equal(await page.evaluate(() => document.documentElement.outerHTML), before)
  assert.equal(await page.evaluate(() => document.adoptedStyleSheets.length), 0)
  assert.equal(await page.evaluate(() => document.querySelector('header').getBoundingClientRect().top), top)
  assert.deepEqual(page.problems, [])
})

test('what is hidden fades, and is gone', async () => {
  const page = await showing(VIEWS.card)
  const inert = await page.evaluate(() => {
    window.stage.hide('card')
    return document.querySelector('barrio-root').shadowRoot.querySelector('.surface').inert
  })
  assert.equal(inert, true)
  await eventually(() => shadow(page, '.surface').count(), 0)
})

test('one thing moves at a time', async () => {
  const page = await harness.open()
  const moving = await page.evaluate(async ([card, banner]) => {
    window.stage.show(card)
    await new Promise((resolve) => setTimeout(resolve, 50))
    window.stage.hide('card')
    window.stage.show(banner)
    await new Promise((resolve) => requestAnimationFrame(resolve))
    return document.querySelector('barrio-root').shadowRoot.getAnimations().map(({ effect }) => effect.target.closest('.surface').className)
  }, [VIEWS.card, VIEWS.banner])
  assert.deepEqual(moving, ['surface edge'])
})

test('a banner that pushes makes exactly its own room, and takes it back', async () => {
  for (const position of ['top', 'bottom']) {
    const page = await harness.open()
    const height = () => page.evaluate(() => document.documentElement.scrollHeight)
    const before = await height()
    await show(page, { ...VIEWS.bannerTop, position })
    const banner = await shadow(page, '.surface').boundingBox()
    assert.equal(Math.round((await height()) - before), Math.round(banner.height))
    assert.equal(Math.round((await page.locator('header').boundingBox()).y), position === 'top' ? Math.round(banner.height) : 0)
    // At the top it goes with the page, so that nothing that sticks there is covered.
    await page.evaluate(() => scrollTo(0, 200))
    const { y } = await shadow(page, '.surface').boundingBox()
    assert.equal(Math.round(y), position === 'top' ? -200 : Math.round(800 - banner.height))
    await page.evaluate(() => window.stage.hide('banner-top'))
    assert.equal(await height(), before)
  }
})

test('nothing but the banner that pushes shifts the page', async () => {
  for (const viewport of [{ width: 1280, height: 800 }, { width: 375, height: 667 }]) {
    const page = await harness.open({ viewport })
    await page.evaluate(() => {
      window.shifted = 0
      new PerformanceObserver((list) => list.getEntries().forEach(({ value }) => (window.shifted += value))).observe({ type: 'layout-shift', buffered: true })
    })
    for (const [name, view] of Object.entries(VIEWS)) {
      if (view.push) continue
      await show(page, view)
      await page.evaluate((campaign) => window.stage.hide(campaign), view.campaign)
      assert.equal(await page.evaluate(() => window.shifted), 0, name)
    }
  }
})

test('the rules of the page do not reach in, and ours not out', async () => {
  const page = await harness.open()
  const before = await page.evaluate(() => getComputedStyle(document.querySelector('#basket')).cssText)
  await show(page, VIEWS.card)
  const style = await shadow(page, '.button >> nth=0').evaluate((element) => {
    const { textTransform, boxSizing } = getComputedStyle(element)
    return { textTransform, boxSizing, spacing: getComputedStyle(element.getRootNode().querySelector('.text')).letterSpacing }
  })
  assert.deepEqual(style, { textTransform: 'none', boxSizing: 'border-box', spacing: 'normal' })
  assert.equal(await page.evaluate(() => getComputedStyle(document.querySelector('#basket')).cssText), before)
})

test('the theme reaches the page; what is no font is left out', async () => {
  const font = async (font) => {
    const page = await showing(VIEWS.card, { theme: { font, accent: '#ff5a1f', radius: 0, scheme: 'light' } })
    assert.equal(await shadow(page, '.button >> nth=0').evaluate((element) => getComputedStyle(element).backgroundColor), 'rgb(255, 90, 31)')
    assert.equal(await shadow(page, '.panel').evaluate((element) => getComputedStyle(element).borderRadius), '0px')
    return shadow(page, '.panel').evaluate((element) => getComputedStyle(element).fontFamily)
  }
  const page = await font('inherit')
  assert.equal(await font('Inter, serif'), 'Inter, serif')
  for (const bad of ['x;background:url(//evil)', 'red}*{display:none', '', 7, 'a"b']) assert.equal(await font(bad), page, String(bad))
})

test('words come in the language of the message, the store\'s own over them, English where there are none', async () => {
  const label = async (locale, words) => shadow(await showing({ ...VIEWS.card, teaser: undefined, locale }, { words }), '.close').getAttribute('aria-label')
  assert.equal(await label('es-AR'), 'Cerrar')
  assert.equal(await label('ja'), '閉じる')
  assert.equal(await label('eu', { eu: { close: 'Itxi' } }), 'Itxi')
  assert.equal(await label('es', { ES: { close: 'Cerrar esto' } }), 'Cerrar esto')
  assert.equal(await label('eu'), 'Close')
})

test('a message that is hidden before its words have come is never shown', async () => {
  const page = await harness.open()
  await page.evaluate((view) => {
    window.stage.show({ ...view, locale: 'fr' })
    window.stage.hide('card')
  }, VIEWS.card)
  await page.waitForTimeout(500)
  assert.equal(await shadow(page, '.surface').count(), 0)
})

test('a message survives the page that replaces its body', async () => {
  const page = await harness.open()
  await show(page, VIEWS.card)
  await page.evaluate(() => document.body.replaceChildren())
  await show(page, VIEWS.banner)
  assert.ok(await shadow(page, '.edge').isVisible())
})

test('where the engine names a word, the widget\'s own stands for the text, in the language of the message', async () => {
  const nodes = [
    { kind: 'field', type: 'textarea', name: 'message', text: '', word: 'your_message' },
    { kind: 'button', text: '', word: 'send', style: 'primary', action: 0, submit: true },
    { kind: 'known', items: [{ what: 'orders', value: 1204 }] },
    { kind: 'agent', name: 'Ana', languages: ['es', 'en'], replies: 7200 },
    { kind: 'agent', name: 'Eva', languages: [] },
    { kind: 'question', type: 'single', name: 'why', text: 'Warum?', options: [{ value: 'a', text: 'A' }], other: '' },
  ]
  const page = await showing({ ...VIEWS.card, locale: 'de', nodes })
  assert.equal(await shadow(page, '.name >> nth=0').textContent(), 'Ihre Nachricht')
  assert.equal(await shadow(page, '.button').textContent(), 'Senden')
  assert.equal(await shadow(page, '.known').textContent(), 'Bestellungen1.204')
  assert.equal(await shadow(page, '.about >> nth=0').textContent(), 'Ana' + 'Spanisch und Englisch' + 'Übliche Antwortzeit: 2 Stunden')
  assert.equal(await shadow(page, '.about >> nth=1').textContent(), 'Eva' + 'Jetzt erreichbar')
  assert.match(await shadow(page, 'fieldset').textContent(), /Andere/)
})

test('amounts are written as the language writes them, and stay as they are where they are none', async () => {
  const written = (text, format, more) => ({ kind: 'text', text: [{ text, format, ...more }] })
  const nodes = [
    written('1234.5', 'money', { currency: 'EUR' }), written('0.125', 'percent'), written('1234.5', 'number'),
    written('0', 'date'), written('ES', 'country'), written('ja', 'language'),
    written(String(Date.now() - 3 * 86_400_000), 'relative_time'),
    written('soon', 'date'), written('', 'number'), written('12', 'money', { currency: 'no money' }), written('1', 'constructor'),
  ]
  const page = await showing({ ...VIEWS.card, locale: 'de', nodes })
  const plain = (await shadow(page, '.text').allTextContents()).map((text) => text.replaceAll('\u00a0', ' '))
  assert.deepEqual(plain, ['1.234,50 €', '12,5 %', '1.234,5', '1. Januar 1970', 'Spanien', 'Japanisch', 'vor 3 Tagen', 'soon', '', '12', '1'])
})

test('links lead to places alone, however their address is spelled', async () => {
  const link = (url) => [{ text: 'x', link: url }]
  const urls = ['javascript:alert(1)', ' java\tscript:alert(1)', 'data:text/html,x', 'vbscript:x', 'blob:x', '/here', 'mailto:a@b.c', 'tel:+1', 'https://a.b/']
  const nodes = [...urls.map((url) => ({ kind: 'text', text: link(url) })), ...urls.map((href) => ({ kind: 'button', text: 'x', style: 'primary', href, action: 0 }))]
  const page = await showing({ ...VIEWS.card, nodes })
  const found = await shadow(page, '.content a').evaluateAll((links) => links.map((link) => link.getAttribute('href')))
  const good = [null, null, null, null, null, '/here', 'mailto:a@b.c', 'tel:+1', 'https://a.b/']
  assert.deepEqual(found, [...good, ...good])
})
