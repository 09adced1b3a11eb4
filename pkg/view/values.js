// What stands in the fields: the one place that knows, for every kind of field and question.

const readers = new WeakMap()

/**
 * Makes an element a field of that name. `read` gives what stands in it: a text, a number, true or false, or a list of
 * texts; undefined or '' while nothing does. In the element, `.error` is where its fault is said, and what has
 * `aria-describedby` on that is marked as faulty and takes the focus.
 */
export function field(element, name, read) {
  element.dataset.field = name
  readers.set(element, read)
  return element
}

/** What stands in the fields of a surface, by name; what is unanswered is absent. */
export function values(surface) {
  const read = fields(surface).map((element) => [element.dataset.field, readers.get(element)()])
  return Object.fromEntries(read.filter(([, value]) => value !== undefined && value !== ''))
}

/** Says at a field what is wrong with it, or with '' that nothing is. */
export function explain(surface, name, message) {
  const element = fields(surface).find((element) => element.dataset.field === name)
  const slot = element?.querySelector('.error')
  if (!slot) return
  slot.textContent = message
  const marked = element.querySelectorAll('[aria-describedby]')
  for (const control of marked) {
    if (message) control.setAttribute('aria-invalid', 'true')
    else control.removeAttribute('aria-invalid')
  }
}

/** Moves the focus to the first fault; in a group, to its first control. */
export function focusFaulty({ element }) {
  const faulty = element.querySelector('[aria-invalid]')
  const control = faulty?.querySelector('input,button') ?? faulty
  control?.focus()
}

const fields = (surface) => [...surface.element.querySelectorAll('[data-field]')]
