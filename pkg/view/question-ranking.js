// Ranking: a list that is put in order by its buttons, or by dragging.
import { h } from './dom.js'
import { grouped } from './field-parts.js'

/**
 * A ranking; the answer is the list of values from first to last. It is unanswered until something has been moved,
 * unless an answer is required: who likes the order as it stands could not say so otherwise.
 */
export function ranking(node, pen) {
  const list = h('ol', { class: 'ranking' }, inOrder(node).map((option) => item(option, pen)))
  let answered = node.required || node.value
  const live = h('p', { class: 'hidden', role: 'status' })
  const settle = (moved) => {
    answered = true
    ends(list)
    live.textContent = place(moved, pen)
  }
  list.addEventListener('click', ({ target }) => {
    const button = target.closest('button')
    const row = button?.closest('li')
    if (row && move(row, Number(button.value))) settle(row)
  })
  dragging(list, settle)
  ends(list)
  return grouped(node, pen, [list, live], () => (answered ? [...list.children].map((row) => row.dataset.value) : undefined))
}

/** As they were put earlier, then those that are new. */
function inOrder({ options = [], value = [] }) {
  const rank = ({ value: own }) => (value.indexOf(own) + 1 || Infinity)
  return [...options].sort((a, b) => rank(a) - rank(b) || 0)
}

function item({ value, text }, pen) {
  const name = pen.plain(text)
  const button = (by, key) => h('button', { type: 'button', value: by, 'aria-label': pen.word(key, { item: name }) })
  return h('li', { 'data-value': value }, h('span', { class: 'grip', 'aria-hidden': 'true' }), h('span', {}, pen.write(text)), button(-1, 'up'), button(1, 'down'))
}

/** Moves the neighbour to the other side: so the row itself keeps the focus and the pointer. */
function move(row, by) {
  const neighbour = by < 0 ? row.previousSibling : row.nextSibling
  if (by < 0) neighbour && row.after(neighbour)
  else neighbour && row.before(neighbour)
  return neighbour
}

/** The first cannot go up, nor the last down. They stay where they are, for who has the focus on them. */
function ends(list) {
  const rows = [...list.children]
  rows.forEach((row, at) => {
    const [up, down] = row.querySelectorAll('button')
    up.setAttribute('aria-disabled', at === 0)
    down.setAttribute('aria-disabled', at === rows.length - 1)
  })
}

function place(row, pen) {
  const rows = [...row.parentNode.children]
  const values = { n: pen.format(rows.indexOf(row) + 1, 'number'), of: pen.format(rows.length, 'number') }
  return `${row.children[1].textContent}: ${pen.word('rated', values)}`
}

/** Drags a row; a finger takes it by the grip, so that the page can still be scrolled by the words. */
function dragging(list, settle) {
  let row, from
  const on = (name, act) => list.addEventListener(name, (event) => act(event))
  on('pointerdown', ({ target, pointerId, pointerType, clientY, button }) => {
    if (button || target.closest('button') || (pointerType !== 'mouse' && !target.matches('.grip'))) return
    row = target.closest('li')
    from = clientY
    row?.setPointerCapture(pointerId)
  })
  on('pointermove', ({ clientY }) => {
    if (!row) return
    row.classList.add('dragged')
    const by = Math.sign(clientY - from)
    const before = row.offsetTop
    // Halfway over its neighbour, they change places.
    const neighbour = by < 0 ? row.previousSibling : row.nextSibling
    if (neighbour && Math.abs(clientY - from) > neighbour.offsetHeight / 2) {
      move(row, by)
      from += row.offsetTop - before
    }
    row.style.setProperty('translate', `0 ${clientY - from}px`)
  })
  const end = () => {
    row?.style.removeProperty('translate')
    if (row?.matches('.dragged')) settle(row)
    row?.classList.remove('dragged')
    row = null
  }
  on('pointerup', end)
  on('pointercancel', end)
}
