// What barrio may cost the page that it is on. `cargo xtask budgets` measures the same more often, and writes it down.
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { GOALS } from '../../bench/goals.mjs'
import { comeAndGo, compare, memories } from '../../bench/page.mjs'
import { servePages } from '../../bench/pages.mjs'
import { launchBrowser } from '../browser/visitor.mjs'

const pages = await servePages()
const browser = await launchBrowser()
after(async () => {
  await browser.close()
  await pages.stop()
})
const at = { browser, pages }

describe('what comes and goes', () => {
  test('leaves nothing behind, over 100 rounds', async () => {
    const { before, after, grown } = await comeAndGo(at, 100)
    assert.deepEqual(grown, [])
    for (const what of ['wasm', 'nodes', 'listeners']) assert.equal(after[what], before[what], what)
    assert.ok(before.wasm > 0, 'the memory of the wasm was found')
  })

  test('what is left behind is seen', async () => {
    const { grown } = await comeAndGo(at, 20, { leak: true })
    assert.deepEqual(grown, [['object:Object', 20]])
  })
})

describe('on a processor four times slower', () => {
  const found = {}

  test('a page with barrio can be compared with one without', async () => {
    Object.assign(found, { visits: await compare(at, 3), ...(await memories(at)) })
    for (const [name, { whole }] of Object.entries(found.visits)) assert.ok(whole > 0, name)
    assert.ok(found.visits.demo.ours > 0 && found.visits.without.ours === 0, 'it is seen which tasks are ours')
  })

  for (const { goal, judge } of GOALS) {
    test(goal, (t) => {
      const { reached, held = reached, figure } = judge(found)
      if (!reached) t.diagnostic(`The goal is missed: ${figure}.`)
      assert.ok(held, figure)
    })
  }
})
