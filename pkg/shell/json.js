// JSON as the browser brought it: taken before other scripts of the page can replace it.
export const { parse, stringify } = JSON

/** A copy of a value as JSON holds it; nothing where JSON cannot hold it, or not within `limit` characters. */
export function copy(value, limit) {
  try {
    const text = stringify(value)
    if (text?.length <= limit) return parse(text)
  } catch {
    // An element, a circle, a getter that throws: no fact to take.
  }
}
