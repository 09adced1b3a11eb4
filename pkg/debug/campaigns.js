// The list of campaigns: each with its verdict and first reason, opened into its rules and what they saw.
import { h, unseen } from './dom.js'
import { deed, left, value, wanted } from './words.js'

const MARKS = { yes: '✓', no: '✕', unknown: '?' }

/**
 * Every campaign of an explanation, as seen at `now`. Only those that are `opened` (a set of ids) have their rules in the
 * page: a store may have a thousand campaigns. `toggle` hears when one is opened or closed.
 */
export const campaigns = (explanation, now, { opened, toggle }) =>
  h(
    'ul',
    { class: 'campaigns' },
    explanation.campaigns.map((told) => h('li', { key: told.campaign }, campaign(told, now, opened, toggle))),
  )

function campaign(told, now, opened, toggle) {
  const head = [
    h(
      'span',
      { class: 'line' },
      badge(told),
      h('strong', null, told.campaign),
      told.format && h('span', { class: 'muted' }, told.format),
      told.variant && h('span', { class: 'muted' }, `variant ${told.variant}`),
    ),
    reason(told, now),
  ]
  const facts = {
    class: 'campaign',
    'data-campaign': told.campaign,
    on: { toggle },
    first: { open: opened.has(told.campaign) },
  }
  const rules =
    opened.has(told.campaign) &&
    h(
      'ol',
      { class: 'rules' },
      told.rules.map((one) => rule(one, told)),
    )
  return h('details', facts, h('summary', null, head), rules)
}

const badge = ({ verdict }) => h('span', { class: `badge ${verdict}` }, verdict)

function reason({ reason, until }, now) {
  const rest = until && left(until, now)
  return reason && h('span', { class: 'reason' }, reason, rest && h('span', { class: 'until' }, ` · ${rest} left`))
}

function rule({ rule: name, verdict, says, asks }, told) {
  // The first rule that is not kept is the one that the list names.
  const first = told.rules.find((one) => one.verdict !== 'yes')?.rule === name
  return h(
    'li',
    { class: first && !told.shown ? 'rule first' : 'rule' },
    mark(verdict),
    h('span', { class: 'name' }, name),
    h('span', { class: 'says' }, says),
    asks && h('ul', { class: 'asks' }, asks.map(ask)),
  )
}

const mark = (verdict) =>
  h(
    'span',
    { class: `mark ${verdict}` },
    h('span', { 'aria-hidden': 'true' }, MARKS[verdict]),
    unseen(`${verdict}: `),
  )

/** One question of an audience, and what is below it. */
function ask(node) {
  const [words, below] = question(node)
  return h(
    'li',
    null,
    mark(node.verdict),
    h('span', { class: 'question' }, words),
    below.length > 0 && h('ul', { class: 'asks' }, below.map(ask)),
  )
}

const code = (words) => h('code', null, words)
const saw = (node) => h('span', { class: 'saw' }, ' saw ', code(value(node.saw)))

function question(node) {
  if ('ask' in node) return [[code(`${node.ask} ${wanted(node.must)}`), saw(node)], []]
  if ('did' in node) return [['did ', code(deed(node.did)), saw(node)], []]
  if ('audience' in node) return [['audience ', code(node.audience)], [node.of]]
  if ('all' in node) return ['all of', node.all]
  if ('any' in node) return ['any of', node.any]
  return ['not', [node.not]]
}
