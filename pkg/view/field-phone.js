// A telephone number with its country. The codes of the countries come as a file when the first such field is shown.
import { get } from '../checked.js'
import { h } from './dom.js'
import { labelled } from './field-parts.js'
import { tag } from './intl.js'

/** Kept once it is there, for every field of the page. */
let codes

const load = () =>
  (codes ??= get(new URL('dial.json', import.meta.url))
    .then((response) => response.json())
    .then(read))

/**
 * From `{ "0": "NL31 BE32", "": "ES34" }` to the codes by country. The keys are patterns of the trunk prefix: digits
 * that are dialled within the country only. The first of the countries that share a code is the one it is known for.
 */
const read = (file) =>
  new Map(Object.entries(file).flatMap(([trunk, list]) =>
    list.split(' ').map((entry) => [entry.slice(0, 2), { dial: '+' + entry.slice(2), trunk }])))

/** A number, in E.164 where its country is known, else as it was written. Without the file it is a plain line. */
export function phone(node, pen) {
  const input = h('input', { type: 'tel', autocomplete: node.autocomplete ?? 'tel', placeholder: node.placeholder, value: node.value })
  const select = h('select', { 'aria-label': pen.word('country') }, option(node.country ?? region(), pen))
  const dial = h('span', { class: 'dial' })
  let known = new Map()

  const follow = () => (dial.textContent = known.get(select.value)?.dial ?? '')
  /** A number that begins with the code of a country chooses it. */
  const adopt = () => {
    const full = international(input.value)
    const found = full ? [...known].filter(([, { dial }]) => full.startsWith(dial)) : []
    if (!found.length) return
    const [country, { dial }] = found.find(([country]) => country === select.value) ?? found[0]
    select.value = country
    input.value = full.slice(dial.length)
    follow()
  }
  select.addEventListener('change', follow)
  input.addEventListener('change', adopt)
  load().then((all) => {
    known = all
    offer(select, known, pen)
    follow()
    adopt()
  }).catch(() => (select.remove(), dial.remove()))

  const shown = h('div', { class: 'phone' }, select, h('div', { dir: 'ltr' }, dial, input))
  return labelled(node, pen, input, () => number(input.value, known.get(select.value)), shown)
}

/** What was written as E.164 has it, such as `+34612345678`. */
function number(written, country) {
  const text = written.trim()
  // What is no number is given as it is, to be told so.
  if (!country || !/^[\d\s()+./-]*\d[\d\s()+./-]*$/.test(plain(text))) return text
  const national = plain(text).replace(/\D/g, '').replace(RegExp(`^(${country.trunk})`), '')
  return international(text) ?? country.dial + national
}

/** A number that was written with the code of its country, in E.164; nothing for others. */
function international(text) {
  const match = /^\s*(\+|00)(.*)/.exec(plain(text))
  // The nought in brackets is for who dials within the country.
  return match && '+' + match[2].replace('(0)', '').replace(/\D/g, '')
}

/** Full-width and Arabic digits end in the same four bits as ours. */
const plain = (text) => text.replace(/＋/g, '+').replace(/[٠-٩۰-۹０-９]/g, (digit) => digit.charCodeAt() & 15)

/** Fills the list with all countries by name, and keeps the one that is chosen. */
function offer(select, known, pen) {
  const chosen = select.value
  const named = [...known.keys()].map((country) => option(country, pen))
  const { compare } = new Intl.Collator(tag(pen.locale))
  select.replaceChildren(...named.sort((a, b) => compare(a.text, b.text)))
  select.value = chosen
}

const option = (value, pen) => h('option', { value }, pen.format(value, 'country'))

/** Where the visitor's language is spoken, for want of better. */
const region = () => new Intl.Locale(navigator.language).maximize().region ?? ''
