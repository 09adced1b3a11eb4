// The widget's own words: every language has all of them, with the same places for values.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'

const WORDS = JSON.parse(await readFile(new URL('../../pkg/words.json', import.meta.url), 'utf8'))
const VIEW = new URL('../../pkg/view/', import.meta.url)

const places = (word) => [...word.matchAll(/{(\w+)}/g)].map(([, name]) => name).sort()

test('there are the languages that the package promises', () => {
  assert.deepEqual(Object.keys(WORDS).sort(), ['ar', 'ca', 'de', 'en', 'es', 'fr', 'it', 'ja', 'nl', 'pl', 'pt'])
})

for (const [language, words] of Object.entries(WORDS)) {
  test(`${language} has every word, and the values have their places in it`, () => {
    assert.deepEqual(Object.keys(words), Object.keys(WORDS.en))
    for (const [key, word] of Object.entries(words)) {
      assert.ok(word.trim() === word && word, key)
      assert.deepEqual(places(word), places(WORDS.en[key]), key)
    }
  })

  test(`${language} repeats no sentence of another language`, () => {
    const sentences = Object.entries(words).filter(([, word]) => word.includes(' '))
    for (const [other, theirs] of Object.entries(WORDS)) {
      if (other === language) continue
      const same = sentences.filter(([key, word]) => theirs[key] === word && !/^\{\w+\} \w+ \{\w+\}$/.test(word))
      // A language may share a phrase with its neighbour, never half of them.
      assert.ok(same.length < sentences.length / 5, `${other}: ${same.map(([key]) => key)}`)
    }
  })
}

test('every word that the view asks for is there', async () => {
  const { readdir } = await import('node:fs/promises')
  const files = (await readdir(VIEW)).filter((name) => name.endsWith('.js'))
  const sources = await Promise.all(files.map((name) => readFile(new URL(name, VIEW), 'utf8')))
  const asked = sources.flatMap((source) => [...source.matchAll(/\bword\('([\w.]+)'[,)]/g)].map(([, key]) => key))
  assert.ok(asked.length > 5)
  for (const key of asked) assert.ok(key in WORDS.en, key)
})
