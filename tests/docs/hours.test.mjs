// The walk-throughs: each step of three people's first hours, in English and in Spanish, performed as it is written.
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { launchBrowser } from '../browser/visitor.mjs'
import { isWalk, samples } from './samples.mjs'
import { Walk } from './walk.mjs'

const browser = await launchBrowser()
after(() => browser.close())

const walks = (await samples()).filter(({ file }) => isWalk(file))
const files = [...new Set(walks.map(({ file }) => file))]

test('the first hours of three people are there, in two languages', () => {
  const names = ['shop-owner', 'frontend-developer', 'marketer']
  const wanted = ['docs', 'docs/es'].flatMap((folder) => names.map((name) => `${folder}/first-hours/${name}.md`))
  assert.deepEqual(files.toSorted(), wanted.sort())
})

// A walk mostly waits: for delays, for servers, for npm.
describe('as it is written can be done', { concurrency: 3 }, () => {
  for (const file of files) {
    test(file, { timeout: 180_000 }, async () => {
      const all = walks.filter((step) => step.file === file)
      assert.ok(all.some(({ lang, mark }) => lang === 'text' && mark === 'browser'), 'it is looked at in a browser')
      const walk = await Walk.begin(browser)
      try {
        for (const step of all) await walk.step(step)
      } finally {
        await walk.end()
      }
    })
  }
})
