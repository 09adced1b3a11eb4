// The script tag from another origin, in every way in which pages carry one: a message shows, an event arrives.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOST } from '../browser/harness.mjs'
import { assertWorks, checkedTag, document, openSite, tag } from './site.mjs'

const site = await openSite()
const { cdn } = site

/** As tag managers do: a script makes the element when the page has long been there. */
const late = (count) => `<script>addEventListener('load', () => setTimeout(() => {
  for (let times = 0; times < ${count}; times += 1) {
    const script = document.createElement('script')
    script.async = true
    script.src = '${cdn}/barrio.js'
    script.dataset.config = '/barrio.json'
    document.head.append(script)
  }
}, 300))</script>`

const WAYS = {
  'async': tag(cdn),
  'defer': tag(cdn, 'defer'),
  'waited for': tag(cdn, ''),
  'type="module"': tag(cdn, 'type="module"'),
  'with its hash': checkedTag(cdn),
  'defer, with its hash': checkedTag(cdn, 'defer'),
  'added late by a tag manager': late(1),
  'added twice': tag(cdn) + tag(cdn),
  'in the page and by a tag manager too': tag(cdn) + late(2),
  'in a page without a doctype': [tag(cdn), { doctype: '' }],
}

describe('the tag', { concurrency: 2 }, () => {
  for (const [name, way] of Object.entries(WAYS)) {
    test(name, async () => {
      const [body, options] = [way].flat()
      const visitor = await site.open(document(body, options))
      await assertWorks(visitor, site)
      assert.equal(await visitor.page.locator(HOST).count(), 1)
      const modules = visitor.requests.filter(({ path }) => path.endsWith('/index.js'))
      assert.equal(modules.length, 1, 'the module is asked for once')
      assert.deepEqual(visitor.problems, [])
      await visitor.leave()
    })
  }
})
