// The samples of the recipes, as they stand in docs/recipes: what is tried is what people paste.
import { readFileSync } from 'node:fs'

const FOLDER = new URL('../../docs/recipes/', import.meta.url)

/** A fenced block: its language, the file or place that it names, and its text. */
const BLOCK = /^```(\w+) (\S.*)\n([\s\S]*?)^```$/gm

/** The samples of one recipe by the file or place that each names: ```` ```php wp-content/mu-plugins/barrio.php ````. */
export function recipe(platform) {
  const samples = new Map()
  for (const [, , place, text] of readFileSync(new URL(`${platform}.md`, FOLDER), 'utf8').matchAll(BLOCK)) {
    if (samples.has(place)) throw new Error(`docs/recipes/${platform}.md has two samples for ${place}: name them apart.`)
    samples.set(place, text)
  }
  return (place) => {
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
