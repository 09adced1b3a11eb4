// JSON as the browser brought it: taken before other scripts of the page can replace it.
const { parse, stringify: write } = JSON
export { parse }

/** Old libraries say of arrays and texts how they are to be written (`toJSON`), and not as JSON: who finds that looks past it. */
export const stringify = (value, ...layout) =>
  [].toJSON || ''.toJSON || (0).toJSON ? write(value, past, layout[1]) : write(value, ...layout)

function past(key, written) {
  const value = this[key]
  return Array.isArray(value) || Object(value) !== value ? value : written
}

/** A copy of a value as JSON holds it; nothing where JSON cannot hold it, or not within `limit` characters. */
export function copy(value, limit) {
  try {
    const text = stringify(value)
    if (text?.length <= limit) return parse(text)
  } catch {
    // An element, a circle, a getter that throws: no fact to take.
  }
}
