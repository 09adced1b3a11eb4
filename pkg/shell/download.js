// A file for the visitor to keep, made on the page: nothing of it goes to a server.
import { stringify } from './json.js'

/** Offers a value as a JSON file of that name. */
export function download(name, value) {
  const href = URL.createObjectURL(new Blob([stringify(value, null, 2)], { type: 'application/json' }))
  Object.assign(document.createElement('a'), { href, download: name }).click()
  // Browsers have begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(href), 1000)
}
