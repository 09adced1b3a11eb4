// Questions of a survey: which controls each type is made of.
import { h } from './dom.js'
import { line, rows, textarea } from './field.js'
import { choices, grouped } from './field-parts.js'
import { ranking } from './question-ranking.js'
import { scale } from './question-scale.js'

const TYPES = {
  nps: scale,
  rating: scale,
  csat: scale,
  ces: scale,
  single: (node, pen) => withOther(node, pen, false),
  multi: (node, pen) => withOther(node, pen, true),
  picture,
  ranking,
  text: textarea,
  email: (node, pen) => line({ autocomplete: 'email', ...node }, pen),
}

/**
 * A question: `{ type, name, text, hint, required, options, other, steps, style, low, high, multiple, placeholder, value, other_value }`.
 * Nothing where its type is none of ours.
 */
export const question = (node, pen) => TYPES[node.type]?.(node, pen)

/** The value of the answer that the visitor writes. */
const OTHER = 'other'

/** Rows to choose from, the last of which may open a line for the visitor's own words. */
function withOther(node, pen, several) {
  if (node.other == null) return rows(node, pen, several)
  // Empty, it asks for the widget's own word.
  const options = [...(node.options ?? []), { value: OTHER, text: node.other || pen.word('other') }]
  const element = rows({ ...node, options }, pen, several)
  const box = [...element.querySelectorAll('input')].at(-1)
  const own = line({ kind: 'field', name: `${node.name}.${OTHER}`, type: 'text', text: pen.word('own'), value: node.other_value }, pen)
  const follow = () => (own.hidden = !box.checked)
  element.addEventListener('change', follow)
  follow()
  return h('div', { class: 'opens' }, element, own)
}

/** Cards with a picture and its words. */
function picture(node, pen) {
  const { labels, read } = choices(node, pen, node.multiple, ({ image, text, value }) => [
    // The words below it say what it shows.
    image && h('img', { src: image, alt: text ? '' : value, width: 160, height: 120, loading: 'lazy', decoding: 'async' }),
    h('span', {}, pen.write(text)),
  ])
  return grouped(node, pen, h('div', { class: 'choices pictures' }, labels), read, node.multiple ? null : 'radiogroup')
}
