// How the visitor and the store stand: the stage of the relation and why, the score, and the step of each program.
import { h } from './dom.js'
import { facts } from './visitor.js'
import { ago, left } from './words.js'

/** The stage and the score in a few words. */
export const relationSummary = ({ lifecycle, score }) =>
  [lifecycle?.stage, score && `${score.lead}, ${score.value} points`].filter(Boolean).join(' · ')

/** Why the visitor is at their stage and until when, and all else that is known of the relation. */
export function relation({ lifecycle = {}, score, ...others }, now) {
  const rest = lifecycle.until && left(lifecycle.until, now)
  const known = Object.entries({ ...others, ...(score && { score: score.value, lead: score.lead }) })
  return [
    lifecycle.because && h('p', null, lifecycle.because, rest && ` For ${rest} more, if nothing happens.`),
    facts(known.filter(([, any]) => any != null && any.length !== 0)),
  ]
}

/** How many programs have each state. */
export function programsSummary(list) {
  const active = list.filter(({ state }) => state === 'active').map(({ program }) => program)
  return active.length > 0 ? `in ${active.join(', ')}` : 'in none'
}

/** Every program with its state and its steps. */
export const programs = (list, now) =>
  list.length > 0
    ? list.map((told) => program(told, now))
    : h('p', { class: 'muted' }, 'The store file has no programs.')

const program = ({ program: name, state, entered, left: leftAt, because, steps }, now) =>
  h(
    'details',
    { class: 'campaign', key: name, first: { open: state === 'active' } },
    h(
      'summary',
      null,
      h(
        'span',
        { class: 'line' },
        h('span', { class: `badge ${BADGES[state] ?? 'waiting'}` }, state),
        h('strong', null, name),
        entered != null && h('span', { class: 'muted' }, `entered ${ago(entered, now)}`),
        leftAt != null && h('span', { class: 'muted' }, `left ${ago(leftAt, now)}`),
      ),
      because && h('span', { class: 'reason' }, because),
    ),
    h('ol', { class: 'rules' }, steps.map((one) => step(one, now))),
  )

/** The badge of a campaign whose verdict looks the same. */
const BADGES = { active: 'ready', completed: 'shown', exited: 'stopped' }

const step = ({ step: name, state, at, due }, now) =>
  h('li', { class: 'rule', key: name }, h('span', { class: 'name' }, name), h('span', { class: 'says' }, when(state, at, due, now)))

function when(state, at, due, now) {
  if (at != null) return `${state} ${ago(at, now)}`
  const rest = due != null && left(due, now)
  return rest ? `${state}, due in ${rest}` : state
}
