// What the widget itself puts around content: the row of controls, progress, and the tab of a collapsed message.
import { h } from './dom.js'

/** Back, skip, and the one that goes on. Sending and finishing are going on by another name. */
export function controls({ controls = [] }, pen) {
  if (!controls.length) return
  const button = (control) => {
    const goesOn = /next|send|done/.test(control)
    return h('button', {
      class: 'button',
      type: goesOn ? 'submit' : 'button',
      'data-style': goesOn ? 'primary' : 'quiet',
      'data-action': goesOn ? 'next' : control,
    }, pen.word(control))
  }
  const order = ['back', 'skip', 'next', 'send', 'done']
  return h('div', { class: 'controls' }, order.filter((control) => controls.includes(control)).map(button))
}

/** How far one is. The words say it; the bar shows it. */
export function progress({ progress, nodes }, pen) {
  const { step, of } = progress ?? ticked(nodes)
  if (!of) return
  const id = pen.id()
  const words = pen.word(progress ? 'step' : 'ticked', { n: pen.format(step, 'number'), of: pen.format(of, 'number') })
  return h('div', { class: 'progress' }, h('span', { id }, words), h('progress', { max: of, value: step, 'aria-labelledby': id }))
}

/** A checklist is as far as its tasks are done. */
function ticked(nodes) {
  const tasks = nodes.filter(({ kind }) => kind === 'task')
  return { step: tasks.filter(({ done }) => done).length, of: tasks.length }
}

/** The small tab that opens its message. */
export const tab = ({ teaser }, pen) =>
  h('button', { class: 'open', type: 'button', 'data-action': 'open', 'aria-expanded': 'false' }, pen.write(teaser))
