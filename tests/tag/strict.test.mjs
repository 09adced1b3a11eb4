// Pages with the strictest headers: policies with Trusted Types, with and without WebAssembly, and isolated pages.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { assertWorks, checkedTag, document, openSite } from './site.mjs'

const site = await openSite()
const { cdn, crm } = site

const TYPES = "require-trusted-types-for 'script'; trusted-types 'none'"

/** The policy of a shop that serves all of it itself, and of one that has the package elsewhere. */
const own = (wasm) => `default-src 'none'; script-src 'self'${wasm}; connect-src 'self'; ${TYPES}`
const elsewhere = (wasm) => `default-src 'none'; script-src ${crm.url}/barrio/${wasm}; connect-src 'self' ${crm.url}; ${TYPES}`

const policy = (text) => ({ headers: { 'content-security-policy': text } })
const engines = ({ requests }) => new Set(requests.map(({ path }) => path.match(/plain|\.wasm$/)?.[0]).filter(Boolean))

const ISOLATED = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' }

/** Without the icon: it is an image, and these policies allow none. */
const page = (body) => document(body).replace(/<link rel="icon"[^>]*>/, '')
/** The browser asks for one by itself. */
const problems = (visitor) => visitor.problems.filter((problem) => !/favicon/.test(problem))

describe('a strict policy', { concurrency: 2 }, () => {
  for (const [where, src, text] of [['of its own origin', '/barrio', own], ['from another origin', cdn, elsewhere]]) {
    for (const [name, wasm, engine] of [['', " 'wasm-unsafe-eval'", '.wasm'], [', no wasm', '', 'plain']]) {
      test(`with Trusted Types, ${where}${name}`, async () => {
        const config = src === '/barrio' ? '/own.json' : '/barrio.json'
        const visitor = await site.open(page(checkedTag(src, 'async', config)), policy(text(wasm)))
        await assertWorks(visitor, site)
        assert.deepEqual([...engines(visitor)], [engine])
        assert.deepEqual(problems(visitor), [])
        await visitor.leave()
      })
    }
  }

  test('that names the script by a nonce, and trusts what it loads', async () => {
    const text = `default-src 'none'; script-src 'nonce-n1' 'strict-dynamic' 'wasm-unsafe-eval'; connect-src 'self' ${crm.url}; ${TYPES}`
    const visitor = await site.open(page(checkedTag(cdn, 'async nonce="n1"')), policy(text))
    await assertWorks(visitor, site)
    assert.deepEqual(problems(visitor), [])
    await visitor.leave()
  })
})

describe('an isolated page', () => {
  for (const mode of ['require-corp', 'credentialless']) {
    test(`${mode}: takes the package from another origin`, async () => {
      const headers = { ...ISOLATED, 'cross-origin-embedder-policy': mode }
      const visitor = await site.open(document(checkedTag(cdn)), { headers })
      assert.equal(await visitor.page.evaluate(() => crossOriginIsolated), true)
      await assertWorks(visitor, site)
      assert.deepEqual(visitor.problems, [])
      await visitor.leave()
    })
  }
})
