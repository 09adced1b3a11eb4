// Waiting for a global of the page's: consent managers often load after us.
import { alarm } from '../listen.js'

/** The first wait, in milliseconds, and the longest: each is twice the one before, so all end within 13 seconds. */
const FIRST = 100
const LAST = 6400

/** Calls `use` once with what `find` finds. Gives the function that ends the looking. */
export function appear(find, use) {
  const again = alarm()
  let wait = FIRST
  function look() {
    const found = find()
    if (found) return use(found)
    if (wait > LAST) return
    again(wait, look)
    wait *= 2
  }
  look()
  return () => again()
}
