// Every sample of the documentation is of a kind that some test tries.
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { test } from 'node:test'
import { TRIED } from './contract.mjs'
import { fences, isWalk, samples } from './samples.mjs'

const all = await samples()

test('every sample has a language that is tried', () => {
  const unknown = all.filter(({ lang }) => !Object.hasOwn(TRIED, lang))
  assert.deepEqual(unknown.map(({ at, lang }) => `${at}: \`${lang}\`: say how it is tried, in tests/docs/contract.mjs`), [])
  assert.ok(all.length > 80, `only ${all.length} samples`)
})

test('what is said to try them is there', () => {
  for (const how of Object.values(TRIED)) {
    const [, file] = how.match(/^`([\w.]+)`/)
    assert.ok(existsSync(new URL(file, import.meta.url)), file)
  }
})

test('outside walk-throughs nothing claims to be a step', () => {
  const strays = all.filter(({ file, lang, mark }) => !isWalk(file) && (lang === 'diff' || (lang === 'text' && mark)))
  assert.deepEqual(strays.map(({ at, mark }) => `${at}: \`${mark}\``), [])
})

test('a sample without an end, and one without a language, are found', () => {
  assert.throws(() => fences('a.md', 'x\n```json\n{}\n'), /does not end/)
  assert.equal(fences('a.md', '```\nx\n```')[0].lang, '')
  assert.deepEqual(fences('a.md', '- a\n  ```sh\n  ls\n  ```')[0].text, 'ls')
})
