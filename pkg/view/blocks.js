// Blocks that do something by themselves: a code that is copied, and a time that runs out.
import { h } from './dom.js'
import { unitParts } from './intl.js'

/** How long a button says that its code has been copied, in milliseconds. */
const SAID = 2500

const UNITS = [['day', 86400], ['hour', 3600], ['minute', 60], ['second', 1]]

/** A code and the button that copies it. In a page from right to left a code is still read from left to right. */
export function coupon({ code, action }, pen) {
  const id = pen.id()
  return h('div', { class: 'coupon' },
    h('code', { id, dir: 'ltr' }, code),
    h('button', { class: 'copy', type: 'button', 'aria-describedby': id, 'data-action': action, 'data-done': pen.word('copied') }, pen.word('copy')))
}

/**
 * Copies the code beside a button, says so at it, and by `say`. Where the browser refuses, as on a page that is not
 * served securely, the code is marked, ready to be copied by hand.
 */
export async function copy(button, say) {
  const code = button.previousSibling
  try {
    await navigator.clipboard.writeText(code.textContent)
  } catch {
    return getSelection().selectAllChildren(code)
  }
  if (button.classList.contains('copied')) return
  const word = button.textContent
  button.textContent = button.dataset.done
  button.classList.add('copied')
  say(button.textContent)
  setTimeout(() => {
    button.textContent = word
    button.classList.remove('copied')
  }, SAID)
}

/** A time that runs out. A timer is not announced as it runs; who listens reads it when they come to it. */
export function countdown({ until, text, ended }, pen) {
  const clock = h('div', { class: 'clock', role: 'timer' })
  const element = h('div', { class: 'countdown' }, text && h('p', { class: 'text' }, pen.write(text)), clock)
  const cells = new Map()

  const tick = () => {
    const left = Math.ceil((until - Date.now()) / 1000)
    if (left > 0) return UNITS.forEach(([unit, length], at) => write(unit, part(left, length, UNITS[at - 1]?.[1])))
    clearInterval(timer)
    element.replaceChildren(h('p', { class: 'text' }, ended ? pen.write(ended) : pen.word('ended')))
  }
  const part = (left, length, longer = Infinity) => Math.floor((left % longer) / length)
  const write = (unit, amount) => {
    if (!amount && unit === 'day' && !cells.has(unit)) return
    if (!cells.has(unit)) cells.set(unit, clock.appendChild(h('span', { class: 'cell' }, h('b', {}), h('small', {}))))
    const [value, name] = unitParts(amount, unit, pen.locale, pen.view.surface === 'edge' ? 'narrow' : 'long')
    const [number, label] = cells.get(unit).children
    // What is the same is not written again: each writing is work for the browser.
    if (number.textContent !== value) number.textContent = value
    if (label.textContent !== name) label.textContent = name
  }

  const timer = setInterval(() => document.hidden || tick(), 1000)
  pen.undo.push(() => clearInterval(timer))
  tick()
  return element
}
