// Runs the conformance cases through the shipped wasm, and through the same as plain JavaScript, which must do the same
// to the byte: node --test tests/cases/run.mjs
// UPDATE=1 writes the effects that happened into the cases that name all of theirs.
import assert from 'node:assert/strict'
import { readFile, readdir, writeFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { parseCase, play } from './case.mjs'
import { loadEngine, loadPlainEngine, shippedModule, wasm } from './package.mjs'

const folder = fileURLToPath(new URL('.', import.meta.url))
const names = await readdir(folder, { recursive: true })
const files = names.filter((name) => name.endsWith('.json')).sort()

test('the shipped module gives every import that the shipped wasm asks for', async () => {
  const module = await WebAssembly.compile(await wasm())
  const text = await shippedModule()
  // So esbuild writes what is given as a whole, and so what uses its own `this`.
  const isGiven = ({ name }) => new RegExp(`[{,]${name}:(function)?\\(`).test(text)
  const missing = WebAssembly.Module.imports(module).filter((wanted) => !isGiven(wanted))
  assert.deepEqual(missing, [])
})

test('the shipped module finds the wasm beside itself', async () => {
  assert.match(await shippedModule(), /new URL\("barrio_bg\.wasm",\s*import\.meta\.url\)/)
})

test('there are cases', () => {
  assert.notEqual(files.length, 0, 'tests/cases has no case file: the engine is not tested in wasm.')
})

const Engine = await loadEngine()
const PlainEngine = await loadPlainEngine()
for (const file of files) {
  const path = join(folder, file)
  test(relative(folder, path).split(sep).join('/'), async () => {
    const given = parseCase(await readFile(path, 'utf8'))
    const texts = []
    const { faults, effects } = play(given, noting(Engine, texts))
    if (process.env.UPDATE === '1') return update(path, given, effects)
    assert.ok(faults.length === 0, `${given.name}\n${faults.join('\n')}`)
    const plainTexts = []
    assert.deepEqual(play(given, noting(PlainEngine, plainTexts)).faults, [], `${given.name}, without WebAssembly`)
    assert.deepEqual(plainTexts, texts, `${given.name}, to the byte`)
  })
}

/** An engine of which every text that it gives is noted. */
const noting = (Engine, texts) =>
  class extends Engine {
    step = (...input) => note(texts, super.step(...input))
    ask = (...question) => note(texts, super.ask(...question))
  }

const note = (texts, text) => (texts.push(text), text)

async function update(path, given, effects) {
  const steps = given.steps.map((step, index) => ('effects' in step ? { ...step, effects: effects[index] } : step))
  await writeFile(path, `${JSON.stringify({ ...given, steps }, null, 2)}\n`)
}
