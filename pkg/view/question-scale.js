// Questions that are answered on a scale: numbers, stars or faces, each a radio button underneath.
import { choices, grouped } from './field-parts.js'
import { h } from './dom.js'

/** Where each type begins, how many steps it has, and what they look like, unless the question says so. */
const SCALES = {
  nps: [0, 11, 'numbers'],
  rating: [1, 5, 'stars'],
  csat: [1, 5, 'faces'],
  ces: [1, 7, 'numbers'],
}

/** A scale; the answer is a number. What its ends mean is said with them, and stands below. */
export function scale(node, pen) {
  const [from, usual, look] = SCALES[node.type]
  const { steps = usual, style = look, low, high } = node
  const last = from + steps - 1
  const written = (value) => pen.format(value, 'number')
  const said = (value) => {
    const words = style === 'numbers' ? written(value) : pen.word('rated', { n: written(value), of: written(last) })
    const meaning = value === from ? low : value === last && high
    return meaning ? `${words}: ${pen.plain(meaning)}` : words
  }
  const options = [...Array(steps)].map((_, at) => ({ value: from + at, label: said(from + at) }))
  const mark = ({ value }) =>
    h('span', { class: 'mark' }, style === 'numbers' ? written(value) : drawing(...LINES[style](((value - from) / (steps - 1)) * 2 - 1)))
  const { labels, read } = choices({ ...node, options }, pen, false, mark)
  const ends = (low || high) && h('p', { class: 'ends', 'aria-hidden': 'true' }, h('span', {}, pen.write(low)), h('span', {}, pen.write(high)))
  const row = h('div', { class: 'scale', 'data-style': style }, labels, ends)
  row.style.setProperty('--steps', steps)
  // On a phone a long scale stands in two rows.
  row.style.setProperty('--half', steps > 7 ? Math.ceil(steps / 2) : steps)
  return grouped(node, pen, row, () => read() && Number(read()), 'radiogroup')
}

/** What is drawn in a step. `mood` goes from -1 to 1. */
const LINES = {
  stars: () => ['M12 2.8l2.8 5.9 6.4.8-4.7 4.5 1.2 6.4-5.7-3.1-5.7 3.1 1.2-6.4L2.8 9.5l6.4-.8z'],
  faces: (mood) => ['M12 2a10 10 0 1 0 0 20a10 10 0 1 0 0-20', 'M8.5 9v1m7-1v1', `M7.5 ${15 - mood}q4.5 ${mood * 5} 9 0`],
}

const NAMESPACE = 'http://www.w3.org/2000/svg'

/** A drawing of lines, 24 units wide and high. */
function drawing(...lines) {
  const svg = document.createElementNS(NAMESPACE, 'svg')
  svg.setAttribute('viewBox', '0 0 24 24')
  svg.setAttribute('aria-hidden', 'true')
  for (const line of lines) svg.appendChild(document.createElementNS(NAMESPACE, 'path')).setAttribute('d', line)
  return svg
}
