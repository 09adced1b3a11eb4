// Questions that are answered on a scale: numbers, stars or faces, each a radio button underneath.
import { choices, grouped } from './field-parts.js'
import { h } from './dom.js'

/** Where each type begins, how many steps it has, and what they look like, unless the question says so. */
const SCALES = {
  nps: { from: 0, steps: 11, style: 'numbers' },
  rating: { from: 1, steps: 5, style: 'stars' },
  csat: { from: 1, steps: 5, style: 'faces' },
  ces: { from: 1, steps: 7, style: 'numbers' },
}

/** A scale; the answer is a number. What its ends mean is said with them, and stands below. */
export function scale(node, pen) {
  const { from } = SCALES[node.type]
  const { steps, style } = { ...SCALES[node.type], ...shape(node) }
  const last = from + steps - 1
  const meaning = { [from]: node.low, [last]: node.high }
  const said = (value) => {
    const words = style === 'numbers' ? number(value, pen) : pen.word('rated', { n: number(value, pen), of: number(last, pen) })
    return meaning[value] ? `${words}: ${pen.plain(meaning[value])}` : words
  }
  const options = Array.from({ length: steps }, (_, at) => ({ value: from + at, label: said(from + at) }))
  const mark = ({ value }) => h('span', { class: 'mark' }, MARKS[style](value, pen, ((value - from) / (steps - 1)) * 2 - 1))
  const { labels, read } = choices({ ...node, options }, pen, false, mark)
  const ends = (node.low || node.high) && h('p', { class: 'ends', 'aria-hidden': 'true' }, h('span', {}, pen.write(node.low)), h('span', {}, pen.write(node.high)))
  const row = h('div', { class: 'scale', 'data-style': style }, labels, ends)
  row.style.setProperty('--steps', steps)
  // On a phone a long scale stands in two rows.
  row.style.setProperty('--half', steps > 7 ? Math.ceil(steps / 2) : steps)
  return grouped(node, pen, row, () => (read() ? Number(read()) : undefined), 'radiogroup')
}

const shape = ({ steps, style }) => ({ ...(steps && { steps }), ...(style && { style }) })

const number = (value, pen) => pen.format(value, 'number')

/** What a step shows. `mood` goes from -1 to 1. */
const MARKS = {
  numbers: (value, pen) => number(value, pen),
  stars: () => drawing('M12 2.8l2.8 5.9 6.4.8-4.7 4.5 1.2 6.4-5.7-3.1-5.7 3.1 1.2-6.4L2.8 9.5l6.4-.8z'),
  faces: (value, pen, mood) =>
    drawing(`M12 2a10 10 0 1 0 0 20a10 10 0 1 0 0-20`, `M8.5 9v1m7-1v1M7.5 ${15 - mood}q4.5 ${mood * 5} 9 0`),
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
