// Fields of a form, and the consent that goes with them.
import { h } from './dom.js'
import { field as reads } from './values.js'

/** A line to write in. */
export function field({ type, name, text, required, placeholder, autocomplete, value }, pen) {
  const [id, error] = [pen.id(), pen.id()]
  const input = h('input', { id, type, placeholder, autocomplete, value, required, 'aria-describedby': error })
  const element = h('div', { class: 'field' }, h('label', { for: id }, pen.write(text)), input, h('p', { class: 'error', id: error }))
  return reads(element, name, () => input.value)
}

/** What the visitor agrees to, in the exact words. */
export function consent({ name, text, required }, pen) {
  const [id, error] = [pen.id(), pen.id()]
  const input = h('input', { id, type: 'checkbox', required, 'aria-describedby': error })
  const element = h('div', { class: 'consent' }, input, h('label', { for: id }, pen.write(text)), h('p', { class: 'error', id: error }))
  return reads(element, name, () => input.checked)
}
