// Data attributes: `<button data-barrio-track="add_to_cart" data-barrio-item-id="P1">` needs no script, and no more
// does `<a data-barrio-show="preferences">`.

/** How much an attribute may hold, in characters. */
const LIMIT = 10_000
/** Properties that GA4 defines as numbers. All others stay text: an item's id may look like one. */
const NUMBERS = ['value', 'price', 'quantity']

/** What a click on a marked element means, or the sending of a marked form, as inputs. */
export function readMarks(event) {
  const marked = event.target.closest?.('[data-barrio-track]')
  const inputs = []
  // A click inside a marked form is not yet what the form is for.
  if (marked && (marked.localName === 'form') === (event.type === 'submit')) inputs.push(readData(marked.dataset))
  const opener = event.type === 'click' && event.target.closest?.('[data-barrio-show]')
  if (opener) inputs.push({ type: 'show', campaign: opener.dataset.barrioShow })
  return inputs
}

/** Reads an element's data attributes, under the names that scripts know them by: `barrioItemId`. */
export function readData(data) {
  const properties = {}
  for (const [key, value] of Object.entries(data)) {
    const name = key.startsWith('barrio') ? snakeCase(key.slice(6)) : ''
    if (name && name !== 'track' && value.length <= LIMIT) properties[name] = NUMBERS.includes(name) ? number(value) : value
  }
  return { type: 'event', name: data.barrioTrack, properties }
}

const snakeCase = (key) => key.replace(/[A-Z]/g, (capital, at) => (at ? '_' : '') + capital.toLowerCase())

/** The number that a text is; the text where it is none. */
const number = (text) => (text.trim() && Number.isFinite(+text) ? +text : text)
