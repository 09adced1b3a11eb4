// Every sample of the documentation is of a kind that some test tries.
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { TRIED } from './contract.mjs'
import { elsewhere, fences, isWalk, ROOT, samples } from './samples.mjs'

const all = await samples()

test('every sample has a language that is tried', () => {
  const unknown = all.filter(({ lang }) => !Object.hasOwn(TRIED, lang))
  assert.deepEqual(unknown.map(({ at, lang }) => `${at}: \`${lang}\`: say how it is tried, in tests/docs/contract.mjs`), [])
  assert.ok(all.length > 80, `only ${all.length} samples`)
})

test('what is said to try them is there', () => {
  for (const how of Object.values(TRIED)) {
    const file = how.match(/^`([\w.]+)`/)?.[1]
    if (file) assert.ok(existsSync(new URL(file, import.meta.url)), file)
  }
})

test('what another suite tries is named there', async () => {
  const texts = {}
  for (const folder of ['tests/recipes', 'tests/npm']) {
    const names = existsSync(join(ROOT, folder)) ? (await readdir(join(ROOT, folder))).filter((name) => name.endsWith('.mjs')) : []
    texts[folder] = (await Promise.all(names.map((name) => readFile(join(ROOT, folder, name), 'utf8')))).join('\n')
  }
  // A quotation mark in a name may be written with a backslash before it.
  const lost = all.filter((sample) => elsewhere(sample) && !texts[elsewhere(sample).folder].replaceAll('\\', '').includes(elsewhere(sample).named))
  assert.deepEqual(lost.map(({ at, mark }) => `${at}: ${mark}`), [])
  const strays = all.filter((sample) => TRIED[sample.lang]?.startsWith('only in a recipe') && !elsewhere(sample))
  assert.deepEqual(strays.map(({ at }) => at), [])
})

test('outside walk-throughs nothing claims to be a step', () => {
  const strays = all.filter(({ file, lang, mark }) => !isWalk(file) && (lang === 'diff' || (lang === 'text' && ['output', 'browser'].includes(mark))))
  assert.deepEqual(strays.map(({ at, mark }) => `${at}: \`${mark}\``), [])
})

test('a sample without an end, and one without a language, are found', () => {
  assert.throws(() => fences('a.md', 'x\n```json\n{}\n'), /does not end/)
  assert.equal(fences('a.md', '```\nx\n```')[0].lang, '')
  assert.deepEqual(fences('a.md', '- a\n  ```sh\n  ls\n  ```')[0].text, 'ls')
})
