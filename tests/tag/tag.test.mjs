// The script tag from another origin, in every way in which pages carry one: a message shows, an event arrives.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOST, PATIENCE } from '../browser/harness.mjs'
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

describe('in a frame', { concurrency: 2 }, () => {
  for (const [name, allowed] of [['nothing of barrio is there', false], ['it works where the tag says so', true]]) {
    test(name, async () => {
      const inner = site.put(document(checkedTag(cdn, allowed ? 'async data-frames="allow"' : 'async')))
      const visitor = await site.open(document(`<iframe src="${inner}" width="700" height="500"></iframe>`))
      const frame = visitor.page.frameLocator('iframe')
      // Longer than the longest wait for an idle page.
      if (allowed) await frame.locator(`${HOST} dialog`).waitFor({ timeout: 2 * PATIENCE })
      else await visitor.page.waitForTimeout(2600)
      assert.equal(await frame.locator(HOST).count(), allowed ? 1 : 0)
      assert.equal(visitor.requests.filter(({ path }) => path.endsWith('/index.js')).length, allowed ? 1 : 0)
      assert.deepEqual(visitor.problems, [])
      await visitor.leave()
    })
  }
})

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
