// Pages that do odd things to what everybody uses: old layouts, style sheets that reach everything, libraries that replace
// or freeze what the browser brought, pages that throw themselves away. A message shows, an event arrives.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOST, settled, waitForMessage } from '../browser/harness.mjs'
import { call } from '../browser/steps.mjs'
import { assertTold, assertWorks, checkedTag, document, openSite } from './site.mjs'

const site = await openSite()
const { cdn } = site
const TAG = checkedTag(cdn)

/** What the message looks like: where it stands, and that it can be seen and pressed. */
const look = (message) =>
  message.evaluate((surface) => {
    const { top, left, right, bottom, width, height } = surface.getBoundingClientRect()
    const button = surface.querySelector('.button')
    const { color, backgroundColor, fontSize } = getComputedStyle(button)
    const box = button.getBoundingClientRect()
    const there = surface.getRootNode().elementFromPoint(box.x + box.width / 2, box.y + box.height / 2)
    return {
      inside: top >= 0 && left >= 0 && right <= innerWidth && bottom <= innerHeight,
      size: [Math.round(width), Math.round(height)],
      button: [color, backgroundColor, fontSize],
      reached: button.contains(there),
    }
  })

async function visit(body, options) {
  const visitor = await site.open(body, options)
  const message = await assertWorks(visitor, site)
  await settled(visitor.page)
  return { visitor, message, looks: await look(message) }
}

const { visitor: usual, looks: USUAL } = await visit(document(TAG))
await usual.leave()

const STYLES = {
  '* { all: unset !important }': '* { all: unset !important }',
  '* { all: revert !important }': '* { all: revert !important }',
  'everything in the body hidden, small and see-through': 'body * { display: none !important; visibility: hidden !important; opacity: 0 !important; font-size: 1px !important; pointer-events: none !important; transform: scale(.1) !important; filter: blur(9px) !important; clip-path: inset(50%) !important; content-visibility: hidden !important }',
  'what is in the body hidden until a script shows it': 'body > *:not(h1) { display: none !important; position: static !important; width: 0 !important; height: 0 !important; overflow: hidden !important }',
  'dialogs, sections, forms and buttons dressed': 'dialog, section, iframe, form, button, h2 { position: static !important; background: red !important; color: red !important; transform: rotate(30deg) !important; inset: auto !important; max-width: 10px !important }\ndialog::backdrop { display: none !important }',
  'a root with its own sizes and direction': 'html { font-size: 62.5% !important; zoom: 1; direction: ltr; letter-spacing: 4px; text-transform: uppercase; line-height: 3; word-spacing: 9px; text-align: right; cursor: wait; user-select: none; color: red }',
}

describe('a style sheet', { concurrency: 2 }, () => {
  for (const [name, css] of Object.entries(STYLES)) {
    test(`with ${name} changes nothing of a message`, async () => {
      const { visitor, looks } = await visit(document(TAG, { head: `<style>${css}</style>` }))
      assert.deepEqual(looks, USUAL)
      assert.deepEqual(visitor.problems, [])
      await visitor.leave()
    })
  }

  test('with layers on top of everything does not cover one', async () => {
    const cover = '<div style="position:fixed;inset:0;z-index:2147483647;background:#fff">A layer</div>'
    const { visitor, looks } = await visit(document(cover + TAG))
    assert.deepEqual(looks, USUAL)
    await visitor.leave()
  })

  test('is what a page in quirks mode has otherwise, and a message the same', async () => {
    const { visitor, looks } = await visit(document(TAG, { doctype: '' }))
    assert.equal(await visitor.page.evaluate(() => window.document.compatMode), 'BackCompat')
    assert.deepEqual(looks, USUAL)
    await visitor.leave()
  })
})

/** What libraries have done to what the browser brought; each runs before anything else of the page. */
const DEEDS = {
  'toJSON on arrays, texts and dates, as Prototype.js had it': () => {
    for (const type of [Array, String, Number, Date]) type.prototype.toJSON = function () { return `[${this}]` }
  },
  'enumerable methods on every object, array and function': () => {
    Object.prototype.extend = function () {}
    Object.prototype.each = Array.prototype.each = Function.prototype.each = function () {}
    Array.prototype.include = Array.prototype.last = function () {}
  },
  'functions of arrays with other meanings, as MooTools and Prototype.js had them': () => {
    Array.from = (list) => (list == null ? [] : typeof list === 'object' && 'length' in list ? [].slice.call(list) : [list])
    Array.prototype.reduce = function () { return this.length > 1 ? this : this[0] }
    Array.prototype.contains = function (item) { return this.indexOf(item) > -1 }
    Function.prototype.bind = function (self) { const act = this; return (...values) => act.apply(self, values) }
  },
  'a fetch of its own, which passes on': () => {
    const { fetch } = window
    window.fetch = async function (...values) { return fetch.apply(window, values) }
  },
  'timers, promises and locks wrapped, as zone.js does': () => {
    const { setTimeout, Promise: Native } = window
    window.setTimeout = (act, delay, ...values) => setTimeout(() => act(...values), delay)
    window.Promise = class ZoneAwarePromise extends Native {}
  },
  'prototypes that are frozen, as SES does': () => {
    for (const type of [Object, Array, Function, String, Number, Promise, Map, Set, Error, RegExp, Date, URL, EventTarget, Node, Element]) {
      Object.freeze(type.prototype)
      Object.freeze(type)
    }
  },
  'a dialog polyfill in the place of the real one': () => {
    HTMLDialogElement.prototype.showModal = HTMLDialogElement.prototype.show = function () {
      this.setAttribute('open', '')
      this.setAttribute('role', 'dialog')
    }
    HTMLDialogElement.prototype.close = function (value) {
      this.removeAttribute('open')
      this.returnValue = value
      this.dispatchEvent(new CustomEvent('close'))
    }
  },
  'a matchMedia, an observer and a console that are their own': () => {
    window.matchMedia = () => ({ matches: false })
    window.ResizeObserver = window.IntersectionObserver = class { observe() {} unobserve() {} disconnect() {} }
    console.debug = console.info = () => { throw new Error('no console') }
  },
  'a define and an exports, as module loaders have them': () => {
    window.define = Object.assign(() => { throw new Error('anonymous define') }, { amd: {} })
    window.exports = {}
    window.module = { exports: {} }
    window.require = () => { throw new Error('no require') }
  },
}

describe('a page with', { concurrency: 2 }, () => {
  for (const [name, prepare] of Object.entries(DEEDS)) {
    test(name, async () => {
      const visitor = await site.open(document(TAG), { prepare })
      await assertWorks(visitor, site)
      await call(visitor.page, 'destroy')
      assert.equal(await visitor.page.locator(HOST).count(), 0)
      assert.deepEqual(visitor.problems, [])
      await visitor.leave()
    })
  }
})

/** What a page may do once barrio is there, and barrio has taken what it needs. */
const LATER = {
  'JSON': () => { window.JSON = { parse: () => { throw new Error('no') }, stringify: () => 'no' } },
  'fetch, by one that counts': () => {
    const { fetch } = window
    window.fetch = (...values) => (window.count = (window.count ?? 0) + 1, fetch(...values))
  },
  'the storage, by one that is full': () => { Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') } },
}

describe('a page that later replaces', { concurrency: 2 }, () => {
  for (const [name, deed] of Object.entries(LATER)) {
    test(name, async () => {
      const visitor = await site.open(document(TAG))
      await assertWorks(visitor, site)
      await visitor.page.evaluate(deed)
      await call(visitor.page, 'dismiss')
      await call(visitor.page, 'show', 'asked')
      const message = await waitForMessage(visitor.page)
      assert.equal(await message.getByRole('heading').innerText(), 'asked')
      await assertTold(visitor, site)
      assert.deepEqual(visitor.problems, [])
      await visitor.leave()
    })
  }
})

describe('a page that throws away', { concurrency: 2 }, () => {
  const WAYS = {
    'its body': () => { window.document.body.innerHTML = '<h1>Anew</h1>' },
    'all of the body element': () => window.document.body.replaceWith(window.document.createElement('body')),
    'the whole document': () => window.document.documentElement.replaceChildren(),
  }
  for (const [name, deed] of Object.entries(WAYS)) {
    test(`${name}, shows the next message`, async () => {
      const visitor = await site.open(document(TAG))
      const { page } = visitor
      await assertWorks(visitor, site)
      await page.evaluate(deed)
      await call(page, 'dismiss')
      await call(page, 'show', 'asked')
      const message = await waitForMessage(page)
      assert.equal(await message.getByRole('heading').innerText(), 'asked')
      await call(page, 'destroy')
      assert.equal(await page.locator(HOST).count(), 0)
      assert.deepEqual(visitor.problems, [])
      await visitor.leave()
    })
  }
})
