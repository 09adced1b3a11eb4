// The shipped wasm as pages have it: first its first part alone, and the rest when the engine asks for it.
import assert from 'node:assert/strict'
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { parseCase, play } from './case.mjs'
import { loadEngine, loadPart } from './package.mjs'

const folder = fileURLToPath(new URL('.', import.meta.url))
const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.json'))
const cases = await Promise.all(names.sort().map(async (name) => [name, parseCase(await readFile(join(folder, name), 'utf8'))]))
const shown = (effects) => effects.map((effect) => effect.show?.campaign).filter(Boolean)

const Whole = await loadEngine()
const alone = await loadPart('alone')
const staged = await loadPart('staged')
await staged.add()

/** An engine that begins as a part; `effects` is told what each step gives. */
const begin = ({ Engine }) =>
  class extends Engine {
    constructor(store) {
      super(store, false)
    }
    issues = () => this.ask('issues', 0, 'null')
    /** Nothing is said before it is whole. */
    explain = (now) => this.ask('explain', now, 'null').replace(/^null$/, '{"campaigns":[]}')
  }

/** One that becomes whole when it asks for that or is asked for a message, and goes on as the shell lets it. */
class Staged extends begin(staged) {
  whole = false
  step(now, text) {
    if (!this.whole && /^{"type":"(show|chat)"/.test(text)) this.become()
    const effects = JSON.parse(super.step(now, text))
    const asks = (name) => !this.whole && effects.some((effect) => effect[name])
    const next = asks('claim') ? { type: 'turn', stored: {}, elsewhere: [] } : asks('complete') && { type: 'wake' }
    if (next) {
      this.become()
      effects.push(...JSON.parse(super.step(now, JSON.stringify(next))))
    }
    return JSON.stringify(effects)
  }
  become() {
    this.whole = true
    this.complete()
  }
}

test('the first part alone shows nothing, sends nothing and calls nothing that is not there, in every case', () => {
  const Alone = begin(alone)
  for (const [name, given] of cases) {
    for (const effects of play(given, Alone).effects) {
      assert.ok(!effects.some((effect) => effect.show || effect.send || effect.open_chat), name)
    }
  }
})

test('what the first part calls is not there yet: it would trap', () => {
  const engine = new alone.Engine('{"version": 1}', false)
  assert.throws(() => engine.complete(), WebAssembly.RuntimeError)
})

test('with the rest when it asks for it, the same is shown in every case', () => {
  let count = 0
  for (const [name, given] of cases) {
    // Where tabs take turns, a case says itself when it is whose.
    if (JSON.stringify(given).includes('"tabs":true')) continue
    const [wanted, got] = [Whole, Staged].map((Engine) => play(given, Engine).effects.map(shown))
    assert.deepEqual(got, wanted, name)
    count += wanted.flat().length
  }
  assert.ok(count > 100, `${count} messages are shown`)
})
