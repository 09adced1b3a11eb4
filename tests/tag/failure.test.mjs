// What cannot be had, or not be run: the shop works, barrio says one line, and nothing is thrown.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { messageAppears } from '../browser/harness.mjs'
import { assertOneLine, assertUntouched, assertWorks, checkedTag, document, lines, openSite, tag } from './site.mjs'

const site = await openSite()
const { cdn } = site
const body = document(checkedTag(cdn))

/** A visitor to whom these files are blocked, as ad blockers and broken networks do it. */
const blocked = (files, how) => ({
  before: ({ context }) => context.route((url) => files.test(url.pathname), how),
})

const abort = (reason) => (route) => route.abort(reason)
const missing = (route) => route.fulfill({ status: 404, body: 'There is nothing here.', headers: { 'access-control-allow-origin': '*' } })

describe('what cannot be had', { concurrency: 2 }, () => {
  const ways = { 'blocked by the visitor': abort('blockedbyclient'), 'offline': abort('internetdisconnected'), 'not found': missing }
  for (const [name, how] of Object.entries(ways)) {
    test(`the script itself, ${name}: the page is as it was`, async () => {
      const visitor = await site.open(body, blocked(/barrio\.js$/, how))
      assert.equal(await messageAppears(visitor.page, { within: 1500 }), false)
      assert.deepEqual(lines(visitor), [])
      await assertUntouched(visitor)
      await visitor.leave()
    })

    for (const file of ['index.js', 'barrio_bg.wasm', 'barrio.json']) {
      test(`${file}, ${name}: one line`, async () => {
        const visitor = await site.open(body, blocked(new RegExp(`${file}$`), how))
        await assertOneLine(visitor, /^warning: barrio: .*(barrio\.json|index\.js|barrio_bg\.wasm)/)
        assert.equal(visitor.requests.filter(({ path }) => path.endsWith('barrio_plain.js')).length, 0, 'that is no reason for JavaScript')
        await visitor.leave()
      })
    }
  }

  test('forbidden by the policy of the page: it is as it was', async () => {
    const headers = { 'content-security-policy': "script-src 'self'" }
    const visitor = await site.open(body, { headers })
    assert.equal(await messageAppears(visitor.page, { within: 1500 }), false)
    await assertUntouched(visitor)
    await visitor.leave()
  })

  test('a server that sends no Access-Control-Allow-Origin: one line', async () => {
    const visitor = await site.open(document(tag(site.bare)))
    await assertOneLine(visitor, /index\.js could not be had/)
    await visitor.leave()
  })

  test('a server that calls wasm something else: it works', async () => {
    const rename = async (route) => {
      const response = await route.fetch()
      await route.fulfill({ response, headers: { ...response.headers(), 'content-type': 'application/octet-stream' } })
    }
    const visitor = await site.open(body, blocked(/\.wasm$/, rename))
    await assertWorks(visitor, site)
    assert.deepEqual(visitor.problems, [])
    await visitor.leave()
  })
})

function noPreload() {
  const { supports } = DOMTokenList.prototype
  DOMTokenList.prototype.supports = function (token) {
    return token !== 'modulepreload' && supports.call(this, token)
  }
}

const likeWebKit = () => Object.defineProperty(navigator, 'vendor', { value: 'Apple Computer, Inc.' })

describe('a browser', { concurrency: 2 }, () => {
  const plain = ({ requests }) => requests.some(({ path }) => path.endsWith('barrio_plain.js'))

  for (const [name, prepare] of [
    ['without WebAssembly', () => delete window.WebAssembly],
    ['whose WebAssembly is older than ours', () => {
      WebAssembly.Module = class { constructor() { throw new WebAssembly.CompileError('invalid table type') } }
    }],
  ]) {
    test(`${name} runs it as JavaScript`, async () => {
      const visitor = await site.open(body, { prepare })
      await assertWorks(visitor, site)
      assert.ok(plain(visitor))
      assert.deepEqual(visitor.problems, [])
      await visitor.leave()
    })
  }

  // As WebKit, and older ones: the module is checked in another way.
  for (const [name, prepare] of [['that knows no preload of modules', noPreload], ['that preloads modules unchecked', likeWebKit]]) {
    test(`${name} runs them checked all the same`, async () => {
      const visitor = await site.open(body, { prepare })
      await assertWorks(visitor, site)
      assert.deepEqual(visitor.problems, [])
      await visitor.leave()
      const tampered = (route) => route.fulfill({ body: 'globalThis.tampered = true', contentType: 'text/javascript', headers: { 'access-control-allow-origin': '*' } })
      const other = await site.open(body, { prepare, ...blocked(/index\.js$/, tampered) })
      await assertOneLine(other, /index\.js could not be had/)
      assert.equal(await other.page.evaluate(() => globalThis.tampered), undefined)
      await other.leave()
    })
  }

  // Whatever reads the syntax of the script has `AbortController` and `Proxy`; style sheets of scripts came later.
  test('without style sheets of scripts: one line at most, and nothing is thrown', async () => {
    const visitor = await site.open(body, { prepare: () => delete window.CSSStyleSheet })
    assert.equal(await messageAppears(visitor.page, { within: 5000 }), false)
    assert.ok(lines(visitor).length <= 1, String(lines(visitor)))
    await assertUntouched(visitor)
    await visitor.leave()
  })
})
