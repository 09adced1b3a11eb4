// Questions of a survey.
import { h } from './dom.js'
import { field } from './values.js'

/** A question and its answer. */
export function question({ name, text }, pen) {
  const [id, error] = [pen.id(), pen.id()]
  const input = h('textarea', { id, 'aria-describedby': error })
  return field(h('div', { class: 'question' }, h('label', { for: id }, pen.write(text)), input, h('p', { class: 'error', id: error })), name, () => input.value)
}
