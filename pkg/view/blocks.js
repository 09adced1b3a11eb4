// Blocks that do something by themselves: a code that is copied, an address that is shared, a time that runs out.
import { h } from './dom.js'
import { unitParts, UNITS } from './intl.js'

/** How long a button says that its code has been copied, in milliseconds. */
const SAID = 2500

/** Of days and less: months have no length to count down by. */
const CELLS = UNITS.slice(-4)

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
  if (await clip(code.textContent)) confirm(button, say)
  else getSelection().selectAllChildren(code)
}

/**
 * Hands an address over to the visitor's own apps, where the browser can; else copies it and says so. Where it cannot do
 * that either, the button becomes the address, to be copied by hand.
 */
export async function share(button, say) {
  const { share, words: text } = button.dataset
  const url = new URL(share, document.baseURI).href
  try {
    return await navigator.share({ url, text })
  } catch (error) {
    // They thought better of it.
    if (error.name === 'AbortError') return
  }
  if (await clip(url)) return confirm(button, say)
  button.textContent = url
  getSelection().selectAllChildren(button)
}

const clip = (text) =>
  Promise.resolve()
    .then(() => navigator.clipboard.writeText(text))
    .then(() => true, () => false)

/** A button says for a while that something was copied. */
function confirm(button, say) {
  if (button.classList.contains('copied')) return
  const words = [...button.childNodes]
  button.textContent = button.dataset.done
  button.classList.add('copied')
  say(button.textContent)
  setTimeout(() => {
    button.replaceChildren(...words)
    button.classList.remove('copied')
  }, SAID)
}

/** A time that runs out. A timer is not announced as it runs; who listens reads it when they come to it. */
export function countdown({ until, text, ended }, pen) {
  const cells = CELLS.map(() => h('span', { class: 'cell' }, h('b', {}), h('small', {})))
  const clock = h('div', { class: 'clock', role: 'timer' }, cells)
  const element = h('div', { class: 'countdown' }, text && h('p', { class: 'text' }, pen.write(text)), clock)
  const written = []
  const width = pen.view.surface === 'edge' ? 'narrow' : 'long'

  const tick = () => {
    let left = Math.ceil((until - Date.now()) / 1000)
    if (left <= 0) return end()
    CELLS.forEach(([unit, length], at) => {
      const amount = Math.floor(left / length)
      left %= length
      // Written only when it changes: each writing is work for the browser.
      if (amount === written[at]) return
      written[at] = amount
      cells[at].hidden = unit === 'day' && !amount
      unitParts(amount, unit, pen.locale, width).forEach((part, of) => (cells[at].children[of].textContent = part))
    })
  }
  const end = () => {
    clearInterval(timer)
    element.replaceChildren(h('p', { class: 'text' }, ended ? pen.write(ended) : pen.word('ended')))
  }

  const timer = setInterval(() => document.hidden || tick(), 1000)
  pen.undo.push(() => clearInterval(timer))
  tick()
  return element
}
