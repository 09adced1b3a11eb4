// What stands in the panel: its head, the two views, and the sections of the one that is chosen.
import { campaigns } from './campaigns.js'
import { outbox, outboxSummary } from './delivery.js'
import { budget, consent, journal } from './device.js'
import { h, unseen } from './dom.js'
import { personForm } from './person.js'
import { programs, programsSummary, relation, relationSummary } from './relation.js'
import { left } from './words.js'
import { visitor } from './visitor.js'

/** The whole panel for a state (see open.js); `acts` are what its controls do. */
export const panel = (state, acts) => [whole(state, acts), pill(state, acts)]

// What is not to be seen is hidden and not removed: what was opened and filled in is still there when it comes back.
const whole = (state, acts) =>
  h(
    'aside',
    {
      class: state.simulating ? 'panel simulating' : 'panel',
      hidden: state.collapsed,
      'aria-label': 'barrio debug panel',
      on: { keydown: acts.key },
    },
    edge(state, acts),
    head(state, acts),
    views(state, acts),
    h(
      'div',
      { class: 'body' },
      simulation(state, acts),
      state.simulating ? simulated(state, acts) : present(state, acts),
    ),
    foot(state),
  )

const edge = ({ width, least, most }, { drag, resize }) =>
  h('div', {
    class: 'edge',
    role: 'separator',
    tabindex: 0,
    'aria-orientation': 'vertical',
    'aria-label': 'Width of the panel',
    'aria-valuenow': width,
    'aria-valuemin': least,
    'aria-valuemax': most,
    on: { pointerdown: drag, keydown: resize },
  })

function simulation({ simulating, fault, present: { visitor } }, acts) {
  const words = ' An engine of its own decides for this visitor. Nothing is kept, sent or shown.'
  return h(
    'div',
    { class: 'simulation', hidden: !simulating },
    h('p', { class: 'note' }, h('strong', null, 'Simulated.'), words),
    personForm(visitor, acts.simulate),
    simulating && fault && h('p', { class: 'fault', role: 'alert' }, fault),
  )
}

function pill({ collapsed, present: { campaigns } }, acts) {
  const shown = campaigns.filter(({ shown }) => shown).length
  return h(
    'button',
    { type: 'button', class: 'pill', hidden: !collapsed, 'aria-expanded': 'false', on: { click: acts.expand } },
    h('strong', null, 'barrio'),
    h('span', null, ` ${shown} of ${campaigns.length} shown`),
  )
}

const head = (state, acts) =>
  h(
    'header',
    null,
    h('h2', null, 'barrio', unseen(' debug panel')),
    button('Copy JSON', acts.copy),
    h('span', { role: 'status', class: 'copied' }, state.copied),
    button('Collapse', acts.collapse, { 'aria-expanded': 'true' }),
    button('Close', acts.close),
  )

const button = (words, click, facts) => h('button', { type: 'button', ...facts, on: { click } }, words)

const views = ({ simulating }, acts) =>
  h(
    'div',
    { class: 'views', role: 'group', 'aria-label': 'Whose view' },
    button('This visitor', acts.showPresent, { 'aria-pressed': String(!simulating) }),
    button('Another visitor', acts.showSimulated, { 'aria-pressed': String(simulating) }),
  )

function present({ present: told, records, problems, now, opened }, { toggle }) {
  return [
    problems.length > 0 &&
      section('Problems', problems.length, h('ul', { class: 'problems' }, problems.map(problem)), true),
    section('Campaigns', tally(told.campaigns), campaigns(told, now, { opened, toggle }), true),
    section('Frequency budget', pause(told.budget, now), budget(told.budget, now), true),
    section('Visitor', told.bot ? 'an automated one, not counted' : who(told.visitor), visitor(told.visitor), true),
    ...relationship(told, now),
    section('Journal', count(told.journal.events, 'event'), journal(told.journal, records, now)),
    section('Consent', granted(told.visitor.consent), consent(told.consent, records, now)),
    section('Outbox', outboxSummary(records), outbox(records, now)),
  ]
}

function simulated({ simulated, opened }, { toggle }) {
  if (!simulated) return null
  const { explanation: told, at } = simulated
  return [
    section('Campaigns', tally(told.campaigns), campaigns(told, at, { opened, toggle }), true, 'simulated'),
    section('Frequency budget', pause(told.budget, at), budget(told.budget, at), false, 'simulated'),
    section('Visitor', who(told.visitor), visitor(told.visitor), false, 'simulated'),
    ...relationship(told, at, 'simulated'),
  ]
}

const relationship = ({ relation: told = {}, programs: list = [] }, now, word) => [
  section('Relation', relationSummary(told), relation(told, now), false, word),
  section('Programs', programsSummary(list), programs(list, now), false, word),
]

/** A part that can be opened; `word` marks what is not of the present visitor. */
const section = (title, summary, content, open, word) =>
  h(
    'details',
    { class: 'section', key: `${word ?? ''}${title}`, first: { open: Boolean(open) } },
    h(
      'summary',
      null,
      h('h3', null, title),
      word && h('span', { class: 'badge simulated' }, word),
      h('span', { class: 'muted' }, String(summary ?? '')),
    ),
    h('div', { class: 'content' }, content),
  )

const problem = ({ path, message }) => h('li', null, path && h('code', null, path), path && ' ', message)

const count = (number, noun) => `${number} ${noun}${number === 1 ? '' : 's'}`

/** How many campaigns have each verdict. */
function tally(list) {
  const numbers = new Map()
  for (const { verdict } of list) numbers.set(verdict, (numbers.get(verdict) ?? 0) + 1)
  return [...numbers].map(([name, number]) => `${number} ${name}`).join(', ') || 'none'
}

const pause = ({ gap_until: until }, now) => (until && left(until, now) ? `pause, ${left(until, now)} left` : '')

/** The visitor in a few words: country, language, device. */
const who = ({ country, locale, device }) => [country, locale, device].filter(Boolean).join(' · ')

const granted = (consent) =>
  Object.entries(consent)
    .filter(([, yes]) => yes)
    .map(([purpose]) => purpose)
    .join(', ') || 'nothing allowed'

const foot = ({ took, simulating }) =>
  h(
    'footer',
    null,
    simulating ? 'Simulated; changes with every field.' : `Live. The last explanation took ${took.toFixed(1)} ms.`,
  )
