// What becomes of messages to the CRM: what waits, what was refused for good, and what there was no room for.
import { h } from './dom.js'
import { under } from './device.js'
import { ago, value } from './words.js'

/** Messages that are listed of each kind, the latest. */
const LATEST = 50

const segments = (records) => under(records, 'outbox/').map(([, segment]) => segment)
const refusals = (records) => under(records, 'refused/').map(([, refusal]) => refusal)
const messagesOf = (list) => list.flatMap(({ messages }) => messages ?? [])

/** In a few words: how many wait, and what went wrong. */
export function outboxSummary(records) {
  const waiting = messagesOf(segments(records)).length
  const refused = messagesOf(refusals(records)).length
  const dropped = Object.values(records.dropped ?? {}).reduce((sum, number) => sum + number, 0)
  const parts = [
    `${waiting} waiting`,
    refused > 0 && `${refused} refused`,
    dropped > 0 && `${dropped} dropped`,
  ]
  return parts.filter(Boolean).join(', ')
}

/** The messages that some CRM does not have yet, those that one will never take, and how many were dropped. */
export function outbox(records, now) {
  const waiting = segments(records).flatMap(({ messages = [], done }) => messages.map((message) => ({ message, done })))
  return [
    waiting.length === 0 && h('p', { class: 'muted' }, 'Nothing waits to be sent.'),
    waiting.slice(-LATEST).map(({ message, done }) => line(message, now, taken(done))),
    refusals(records).flatMap(({ crm, status, messages = [] }) =>
      messages.slice(-LATEST).map((message) => line(message, now, `refused by ${crm} (${status})`)),
    ),
    dropped(records.dropped),
  ]
}

/** The CRMs that have had something of a batch already. */
const taken = (done) => Object.keys(done ?? {}).length > 0 && `sent to ${Object.keys(done).join(', ')}`

function dropped(counts) {
  const list = Object.entries(counts ?? {}).map(([event, number]) => `${number} × ${event}`)
  return list.length > 0 && h('p', { class: 'fault' }, `There was no room for ${list.join(', ')}.`)
}

function line(message, now, note) {
  return h(
    'details',
    { class: 'message', key: message.messageId },
    h(
      'summary',
      null,
      h(
        'span',
        { class: 'line' },
        h('strong', null, message.event ?? message.type),
        h('span', { class: 'muted' }, ago(Date.parse(message.timestamp), now)),
        note && h('span', { class: 'muted' }, value(note)),
      ),
    ),
    h('pre', { tabindex: 0 }, JSON.stringify(message, null, 2)),
  )
}
