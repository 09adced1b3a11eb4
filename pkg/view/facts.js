// Blocks that show what is so: who is there, what has been done, what this browser remembers.
import { h } from './dom.js'
import { list } from './intl.js'

/** The initials stand behind the picture: they are what remains where it is absent or does not load. */
export function agent({ name, avatar, languages = [], text, replies }, pen) {
  const spoken = languages.map((tag) => pen.format(tag, 'language'))
  const when = replies ? pen.word('replies', { time: pen.format(replies, 'duration') }) : pen.word('available')
  return h('div', { class: 'agent' },
    h('span', { class: 'avatar', 'aria-hidden': 'true' }, initials(name), avatar && h('img', { alt: '', width: 48, height: 48, src: avatar })),
    h('div', { class: 'about' },
      h('p', {}, h('strong', {}, name)),
      spoken.length > 0 && h('p', { class: 'tongues' }, list(spoken, pen.locale)),
      h('p', { class: 'tongues' }, when)),
    text && h('p', { class: 'says' }, pen.write(text)))
}

/** Something to do, ticked once it is done. */
export function task({ text, done, action }, pen) {
  const words = [h('span', { class: 'tick', 'aria-hidden': 'true' }), h('span', {}, pen.write(text)), done && h('span', { class: 'hidden' }, pen.word('completed'))]
  const acts = action != null && !done
  return h('li', { class: 'task', 'data-done': done }, acts ? h('button', { type: 'button', class: 'do', 'data-action': action }, words) : h('div', { class: 'do' }, words))
}

/** What this browser remembers, in numbers. */
export const known = ({ items }, pen) =>
  h('dl', { class: 'known' }, items.map(({ what, value }) =>
    h('div', {}, h('dt', {}, pen.word('known.' + what) || what), h('dd', {}, pen.format(value, 'number')))))

/** The first letters of the first two names. */
export const initials = (name) => name.split(' ').filter(Boolean).slice(0, 2).map((word) => [...word][0]).join('')
