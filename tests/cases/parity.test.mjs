// The same inputs give the same bytes natively and in wasm: engine/tests/parity.rs has run them natively and
// written down what followed; here they go through the shipped wasm.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { loadEngine, target } from './package.mjs'

/** What the native half wrote. */
async function readCourses() {
  const file = join(target, 'tmp/parity.ndjson')
  const text = await readFile(file, 'utf8').catch(() => {
    throw new Error(`${file} is not there: run the native suite first, \`cargo xtask test native\`.`)
  })
  return text.trimEnd().split('\n').map((line) => JSON.parse(line))
}

/** What follows from an input: the effects as text, or the sentence that refuses it. */
function answer(engine, { now, input }) {
  const said = engine.step(now, input)
  return said.startsWith('"') ? { refused: JSON.parse(said) } : { effects: said }
}

/** Says where two texts part; all of them would be pages. */
function same(found, expected, where) {
  if (found === expected) return
  let at = 0
  while (found?.[at] === expected?.[at]) at++
  const near = (text) => String(text).slice(Math.max(0, at - 80), at + 80)
  assert.fail(`${where}: in wasm …${near(found)}…, natively …${near(expected)}…`)
}

function compare(Engine, { store, steps, explained, reach }, number) {
  const engine = new Engine(store)
  try {
    assert.equal(engine.issues(), '[]')
    for (const [index, step] of steps.entries()) {
      const { effects, refused } = step
      const found = answer(engine, step)
      same(found.effects ?? found.refused, effects ?? refused, `course ${number}, step ${index}, ${step.input}`)
    }
    same(engine.explain(steps.at(-1).now), explained, `course ${number}, explain()`)
    assert.equal(engine.reach(), reach)
  } finally {
    engine.free()
  }
}

test('what follows natively follows in wasm, to the byte', async () => {
  const [Engine, courses] = await Promise.all([loadEngine(), readCourses()])
  assert.ok(courses.length >= 300, `There are ${courses.length} courses.`)
  courses.forEach((course, number) => compare(Engine, course, number))
})
