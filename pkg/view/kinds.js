// The kinds of content: which elements each becomes. A new kind is a new row here.
import { coupon, countdown } from './blocks.js'
import { agent, known, task } from './facts.js'
import { h } from './dom.js'
import { consent, field } from './field.js'
import { question } from './question.js'

/** Each is given its node and the pen, and gives its element; nothing where what it needs is absent. */
export const kinds = {
  // It can hold the focus, so that a message opens, and changes, at its first words.
  heading: ({ text }, pen) => h('h2', { class: 'heading', id: pen.id(), tabindex: -1 }, pen.write(text)),
  text: ({ text }, pen) => h('p', { class: 'text', id: pen.id() }, pen.write(text)),
  image: ({ src, alt = '', width, height }) =>
    src && h('img', { class: 'image', loading: 'lazy', decoding: 'async', alt, width, height, src }),
  list: ({ items, style = 'bullet' }, pen) =>
    h(style === 'number' ? 'ol' : 'ul', { class: 'list', 'data-style': style }, items.map((item) => h('li', {}, pen.write(item)))),
  button: ({ text, style = 'secondary', action, href, submit, share, words }, pen) =>
    h(href ? 'a' : 'button', {
      class: 'button',
      'data-style': style,
      'data-action': action,
      'data-share': share,
      'data-words': words,
      'data-done': share && pen.word('shared'),
      href,
      rel: href && 'noopener',
      type: href ? null : submit ? 'submit' : 'button',
    }, pen.write(text)),
  coupon,
  countdown,
  agent,
  known,
  task,
  field,
  consent,
  question,
}

const ACTIONS = ['div', { class: 'actions' }]
const TASKS = ['ul', { class: 'tasks' }]
const WORDS = ['div', { class: 'words' }]

/** The element that a node of that kind shares in that view. Along an edge words stand together, beside what can be done. */
export const groupOf = ({ kind }, { surface }) => (surface === 'edge' ? EDGE : GROUPS)[kind]

const GROUPS = { button: ACTIONS, task: TASKS }
const EDGE = { ...GROUPS, heading: WORDS, text: WORDS, list: WORDS }
