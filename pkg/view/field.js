// Fields of a form, the consent that goes with them, and the trap for robots that fill in everything.
import { h } from './dom.js'
import { choices, grouped, labelled } from './field-parts.js'
import { phone } from './field-phone.js'
import { field as reads } from './values.js'

/** What each type is made of. All others are one line to write in, as the browser knows that type. */
const TYPES = {
  phone,
  textarea,
  select,
  checkbox: tick,
  choices: (node, pen) => rows(node, pen, true),
  // Swedish writes a day as a date field has it. Without a year's limit one could be typed with six digits.
  date: (node, pen) => line({ ...node, max: node.autocomplete === 'bday' ? new Date().toLocaleDateString('sv') : '9999-12-31' }, pen),
}

/** A field: `{ type, name, text, required, placeholder, options, value, country, autocomplete }`. */
export const field = (node, pen) => (TYPES[node.type] ?? line)(node, pen)

/** What the visitor agrees to, in the exact words. */
export const consent = tick

/** One line to write in. What stands in it while it is hidden does not count. */
export function line(node, pen) {
  const input = h('input', writing(node, { type: node.type, max: node.max }))
  const element = labelled(node, pen, input, () => (element.hidden ? '' : input.value))
  return element
}

/** Several lines to write in. */
export function textarea(node, pen) {
  const area = h('textarea', writing(node, { rows: 3 }))
  area.value = node.value ?? ''
  return labelled(node, pen, area)
}

const writing = ({ name, placeholder, autocomplete, value }, more) => ({ name, placeholder, autocomplete, value, ...more })

function select(node, pen) {
  const offered = [{ value: '', text: node.placeholder || pen.word('pick') }, ...(node.options ?? [])]
  const control = h('select', { autocomplete: node.autocomplete }, offered.map(({ value, text }) =>
    h('option', { value, selected: value === (node.value ?? '') }, pen.plain(text))))
  return labelled(node, pen, control)
}

/** Rows to choose from, one or `several`. */
export function rows(node, pen, several) {
  const { labels, read } = choices(node, pen, several, ({ text }) => h('span', {}, pen.write(text)))
  return grouped(node, pen, h('div', { class: 'choices' }, labels), read, several ? null : 'radiogroup')
}

/** A box to tick, and its words. */
function tick(node, pen) {
  const input = h('input', { type: 'checkbox', checked: node.value })
  return labelled({ ...node, kind: 'check ' + (node.type ?? node.kind) }, pen, input, () => input.checked)
}

/** Of no use to people, who neither see nor hear it; robots fill it in. */
export function trap() {
  const input = h('input', { name: 'barrio_hp', tabindex: -1, autocomplete: 'off' })
  return reads(h('div', { class: 'trap', 'aria-hidden': 'true' }, h('label', {}, 'Website', input)), input.name, () => input.value)
}
