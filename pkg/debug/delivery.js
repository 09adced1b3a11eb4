// What becomes of messages to the CRM: what waits, what was refused for good, and what there was no room for.
import { under } from './device.js'
import { h } from './dom.js'
import { ago } from './words.js'

/** Messages that are listed of each kind, the latest. */
const LATEST = 50
/** Where a segment of the outbox has its time, what of it was sent, and its messages (see engine/src/segment.rs). */
const [TIME, DONE, HEAD] = [3, 4, 5]

/** The messages that wait: what each says, when it was, and the CRMs that have it already. */
const waiting = (records) =>
  under(records, 'outbox/').flatMap(([key, segment]) =>
    segment.slice(HEAD).map(([name, said, later = 0], place) => ({
      key: `${key}/${place}`,
      name,
      said,
      at: segment[TIME] + later,
      note: had(segment[DONE], place),
    })),
  )

const had = (done, place) => {
  const names = Object.keys(done).filter((name) => done[name] > place)
  return names.length > 0 && `sent to ${names.join(', ')}`
}

/** The messages that a CRM will never take. */
const refused = (records) =>
  under(records, 'refused/').flatMap(([key, { crm, status, messages }]) =>
    messages.map((said, place) => ({
      key: `${key}/${place}`,
      name: said.event ?? said.type,
      said,
      at: Date.parse(said.timestamp),
      note: `refused by ${crm} (${status})`,
    })),
  )

/** In a few words: how many wait, and what went wrong. */
export function outboxSummary(records) {
  const dropped = Object.values(records.dropped ?? {}).reduce((sum, number) => sum + number, 0)
  const wrong = [
    [refused(records).length, 'refused'],
    [dropped, 'dropped'],
  ]
  const parts = [[waiting(records).length, 'waiting'], ...wrong.filter(([number]) => number > 0)]
  return parts.map(([number, word]) => `${number} ${word}`).join(', ')
}

/** The messages that some CRM does not have yet, those that one will never take, and how many were dropped. */
export function outbox(records, now) {
  const [waits, others] = [waiting(records), refused(records)]
  return [
    waits.length === 0 && h('p', { class: 'muted' }, 'Nothing waits to be sent.'),
    [...waits.slice(-LATEST), ...others.slice(-LATEST)].map((message) => line(message, now)),
    dropped(records.dropped),
  ]
}

function dropped(counts) {
  const list = Object.entries(counts ?? {}).map(([event, number]) => `${number} × ${event}`)
  return list.length > 0 && h('p', { class: 'fault' }, `There was no room for ${list.join(', ')}.`)
}

function line({ key, name, said, at, note }, now) {
  return h(
    'details',
    { class: 'message', key },
    h(
      'summary',
      null,
      h(
        'span',
        { class: 'line' },
        h('strong', null, name),
        h('span', { class: 'muted' }, ago(at, now)),
        note && h('span', { class: 'muted' }, note),
      ),
    ),
    h('pre', { tabindex: 0 }, JSON.stringify(said, null, 2)),
  )
}
