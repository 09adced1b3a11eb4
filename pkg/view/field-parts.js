// What fields and questions are made of: the words that name them, the slot that says what is wrong, and choices.
import { h } from './dom.js'
import { field as reads } from './values.js'

/** One control under a label. It gets what a label and a description need. */
export function labelled(node, pen, control, read = () => control.value, shown = control) {
  const id = control.id = pen.id()
  const { hint, error, told } = notes(node, pen, id)
  control.setAttribute('aria-describedby', told)
  control.required = !!node.required
  return reads(h('div', { class: node.kind }, h('label', { class: 'name', for: id }, naming(node, pen)), hint, shown, error), node.name, read)
}

/** Several controls under a legend; what is wrong is said before them, where one then is. `role` is that of the group where it is one of radio buttons. */
export function grouped(node, pen, controls, read, role) {
  const { hint, error, told } = notes(node, pen, pen.id())
  const about = { role, 'aria-describedby': told, 'aria-required': role && node.required ? 'true' : null }
  const set = h('fieldset', about, h('legend', { class: 'name' }, naming(node, pen)), hint, error, controls)
  return reads(h('div', { class: node.kind }, set), node.name, read)
}

/** That it is required is said in words: not everybody knows what a star means. */
const naming = ({ text, required }, pen) => [pen.write(text), required && [' ', h('small', {}, pen.word('needed'))]]

function notes({ hint }, pen, id) {
  return {
    hint: hint && h('p', { class: 'hint', id: id + 'h' }, pen.write(hint)),
    error: h('p', { class: 'error', id: id + 'e' }),
    told: (hint ? id + 'h ' : '') + id + 'e',
  }
}

/**
 * The options of a node to choose from, one or `several`, as labels that hold what `content` gives for each. What was
 * chosen earlier is chosen again. `read` gives the value of what is chosen, or a list.
 */
export function choices({ options = [], value }, pen, several, content) {
  const name = pen.id()
  const earlier = [].concat(value ?? []).map(String)
  const type = several ? 'checkbox' : 'radio'
  const inputs = options.map(({ value, label }) =>
    h('input', { type, name, value, checked: earlier.includes(String(value)), 'aria-label': label }))
  const labels = options.map((option, at) => h('label', {}, inputs[at], content(option)))
  const chosen = () => inputs.filter((input) => input.checked).map((input) => input.value)
  return { labels, read: () => (several && chosen().length ? chosen() : chosen()[0]) }
}
