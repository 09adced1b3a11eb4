// What the device holds: the journal and consent; and how much pressure is still allowed.
import { h, unseen } from './dom.js'
import { facts } from './visitor.js'
import { ago, left, value } from './words.js'

/** Events that are listed, the latest first. */
const LATEST = 10

/** The journal: how many of each, and the latest. */
export function journal(told, records, now) {
  const events = under(records, 'journal/').flatMap(([, segment]) => segment)
  const times = Object.entries(told.times ?? {})
  if (!events.length && !times.length) return h('p', { class: 'muted' }, 'Nothing is kept of what this visitor did.')
  return [
    h('h4', null, 'How often'),
    facts(times),
    h('h4', null, 'Latest'),
    h(
      'ol',
      { class: 'events' },
      events
        .slice(-LATEST)
        .reverse()
        .map(([at, name, properties]) =>
          h(
            'li',
            null,
            h('span', { class: 'line' }, h('strong', null, name), h('span', { class: 'muted' }, ago(at, now))),
            properties && Object.keys(properties).length > 0 && h('code', null, value(properties)),
          ),
        ),
    ),
  ]
}

const SPANS = [
  ['session', 'This visit'],
  ['day', 'Today'],
]

/** How many messages were shown, of how many; and when the next may come. */
export function budget(told, now) {
  const rows = SPANS.map(([name, title]) => {
    const [used, allowed] = told[name]
    return h(
      'div',
      { class: 'meter', key: name },
      h('span', null, title),
      h('meter', { min: 0, max: Math.max(allowed, 1), value: used, 'aria-label': title }),
      h('span', { class: 'count' }, `${used} of ${allowed}`),
    )
  })
  return [rows, h('p', { class: 'muted' }, next(told, now))]
}

const isUsedUp = ([used, allowed]) => used >= allowed

/** When the next message may come. */
function next(told, now) {
  if (isUsedUp(told.session)) return 'No further message comes in this visit.'
  if (isUsedUp(told.day)) return 'No further message comes today.'
  const gap = told.gap_until && left(told.gap_until, now)
  return gap ? `The next message may come in ${gap}.` : 'No pause is due before the next message.'
}

/** Each purpose, whether it is allowed, and all who said something about it. */
export function consent(verdicts, records, now) {
  return h(
    'ul',
    { class: 'consent' },
    Object.entries(verdicts ?? {}).map(([purpose, { granted: yes, by }]) =>
      h(
        'li',
        { key: purpose },
        h(
          'span',
          { class: `mark ${yes ? 'yes' : 'no'}` },
          h('span', { 'aria-hidden': 'true' }, yes ? '✓' : '✕'),
          unseen(yes ? 'allowed: ' : 'not allowed: '),
        ),
        h('span', { class: 'name' }, purpose),
        h('span', { class: 'muted' }, origin(records.consent ?? {}, purpose, by, now)),
      ),
    ),
  )
}

/** Who said what about a purpose, and when. The browser itself leaves no record. */
function origin(answers, purpose, by, now) {
  const said = Object.entries(answers).flatMap(([source, about]) => {
    const { granted, at } = about?.[purpose] ?? {}
    return granted == null ? [] : [`${granted ? 'yes' : 'no'} by ${source}, ${ago(at, now)}`]
  })
  if (by === 'gpc') said.unshift('no by gpc')
  return said.join('; ') || 'as the store file has it'
}

/** The records under a folder, by the order of their numbers. */
export function under(records, folder) {
  const found = Object.entries(records).filter(([key]) => key.startsWith(folder))
  return found.sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }))
}
