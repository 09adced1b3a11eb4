// The visitor's attributes, in the groups in which the store file's documentation names them.
import { h } from './dom.js'
import { flatten, value } from './words.js'

const GROUPS = [
  ['Language', 'locale language languages speaks_store_language'],
  ['Origin', 'country country_source country_name abroad timezone local_hour local_day'],
  ['Traffic', 'source medium campaign channel referrer landing_page first'],
  ['Device', 'device os browser touch color_scheme reduced_motion'],
  ['Page', 'page product'],
  ['Visit', 'visit'],
  ['Cart', 'cart'],
  ['Relation', 'lifecycle score lead orders interests brands price_bands checkout programs tags'],
  ['Person', 'customer subscribed preferences consent'],
].map(([title, names]) => [title, names.split(' ')])

const NAMED = new Set(GROUPS.flatMap(([, names]) => names))

/** All that is known, group by group; a group of which nothing is known is left out. */
export function visitor(attributes) {
  const known = Object.entries(flatten(attributes))
  const root = ([path]) => path.split('.')[0]
  const groups = GROUPS.map(([title, names]) => [
    title,
    names.flatMap((name) => known.filter((one) => root(one) === name)),
  ])
  groups.push(['Other', known.filter((one) => !NAMED.has(root(one)))])
  const filled = groups.filter(([, entries]) => entries.length > 0)
  if (!filled.length) return h('p', { class: 'muted' }, 'Nothing is known yet.')
  return filled.map(([title, entries]) =>
    h('section', { class: 'group', key: title }, h('h4', null, title), facts(entries)),
  )
}

/** Names and values, one pair a row. */
export const facts = (entries) =>
  h(
    'dl',
    { class: 'facts' },
    entries.map(([name, any]) => h('div', { key: name }, h('dt', null, name), h('dd', null, value(any)))),
  )
