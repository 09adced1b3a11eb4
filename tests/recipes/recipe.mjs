// The samples of the recipes, as they stand in docs/recipes: what is tried is what people paste.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after } from 'node:test'

const FOLDER = new URL('../../docs/recipes/', import.meta.url)

/** A fenced block: its language, the file or place that it names, and its text. */
const BLOCK = /^```(\w+) (\S.*)\n([\s\S]*?)^```$/gm

/**
 * The samples of one recipe by the file or place that each names: ```` ```php wp-content/mu-plugins/barrio.php ````. The
 * tests of a file must use every one of them, unless they need only some of another platform's.
 */
export function recipe(platform, { some = false } = {}) {
  const page = readFileSync(new URL(`${platform}.md`, FOLDER), 'utf8')
  const samples = new Map()
  for (const [, , place, text] of page.matchAll(BLOCK)) {
    if (samples.has(place)) throw new Error(`docs/recipes/${platform}.md has two samples for ${place}: name them apart.`)
    samples.set(place, text)
  }
  assert.equal(page.match(/^```/gm).length, 2 * samples.size, `docs/recipes/${platform}.md: each sample says where it goes`)
  const unused = new Set(samples.keys())
  if (!some) after(() => assert.deepEqual([...unused], [], `docs/recipes/${platform}.md has samples that no test uses`))
  return (place) => {
    unused.delete(place)
    const text = samples.get(place)
    if (text === undefined) throw new Error(`docs/recipes/${platform}.md has no sample for ${place}, only for ${[...samples.keys()].join(', ')}.`)
    return text
  }
}

/** The sample with what the reader is told to replace replaced; each of these must be there. */
export function fill(text, values) {
  return Object.entries(values).reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`The sample does not say ${from}.`)
    return text.replaceAll(from, to)
  }, text)
}
