// Ranking: a list that is put in order by its buttons, or by dragging.
import { h } from './dom.js'
import { grouped } from './field-parts.js'

/**
 * A ranking; the answer is the list of values from first to last. It is unanswered until somebody has touched it,
 * unless an answer is required: who likes the order as it stands could not say so otherwise.
 */
export function ranking(node, pen) {
  const list = h('ol', { class: 'ranking' }, inOrder(node).map((option) => item(option, pen)))
  const live = h('p', { class: 'hidden', role: 'status' })
  let answered = node.required || node.value
  const settle = (row) => {
    const rows = [...list.children]
    const written = (number) => pen.format(number, 'number')
    answered = true
    live.textContent = `${row.children[1].textContent}: ${pen.word('rated', { n: written(rows.indexOf(row) + 1), of: written(rows.length) })}`
  }
  list.onclick = ({ target }) => {
    const row = target.matches('button') && target.closest('li')
    if (!row) return
    move(row, target.value)
    settle(row)
  }
  dragging(list, settle)
  return grouped(node, pen, [list, live], () => (answered ? [...list.children].map((row) => row.dataset.value) : undefined))
}

/** As they were put earlier, then those that are new. */
function inOrder({ options = [], value = [] }) {
  const rank = (option) => value.indexOf(option.value) + 1 || options.length
  return [...options].sort((a, b) => rank(a) - rank(b))
}

function item({ value, text }, pen) {
  const button = (by, key) => h('button', { type: 'button', value: by, 'aria-label': pen.word(key, { item: pen.plain(text) }) })
  return h('li', { 'data-value': value },
    h('span', { class: 'grip', 'aria-hidden': 'true' }), h('span', {}, pen.write(text)), button(-1, 'up'), button(1, 'down'))
}

const neighbour = (row, by) => (by < 0 ? row.previousSibling : row.nextSibling)

/** Brings the neighbour to the other side: so the row itself keeps the focus and the pointer. */
function move(row, by) {
  const other = neighbour(row, by)
  if (other) row[by < 0 ? 'after' : 'before'](other)
}

/** Drags a row; a finger takes it by the grip, so that the page can still be scrolled by the words. */
function dragging(list, settle) {
  let row, from
  list.onpointerdown = ({ target, pointerId, pointerType, clientY, button }) => {
    if (button || target.matches('button') || (pointerType !== 'mouse' && !target.matches('.grip'))) return
    row = target.closest('li')
    from = clientY
    row?.setPointerCapture(pointerId)
  }
  list.onpointermove = ({ clientY }) => {
    if (!row) return
    const by = Math.sign(clientY - from)
    const before = row.offsetTop
    // Halfway over its neighbour, they change places.
    if (Math.abs(clientY - from) > neighbour(row, by)?.offsetHeight / 2) move(row, by)
    from += row.offsetTop - before
    row.classList.add('dragged')
    row.style.setProperty('translate', `0 ${clientY - from}px`)
  }
  list.onpointerup = list.onpointercancel = () => {
    row?.style.removeProperty('translate')
    if (row?.matches('.dragged')) settle(row)
    row?.classList.remove('dragged')
    row = null
  }
}
