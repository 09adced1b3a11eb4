// What a JSON sample is, by its marker or by what stands in it, and the store file that it is tried in.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './samples.mjs'

const SCHEMA = JSON.parse(readFileSync(join(ROOT, 'pkg/barrio.schema.json'), 'utf8'))
const FILE_KEYS = Object.keys(SCHEMA.properties)
const CAMPAIGN_KEYS = Object.keys(SCHEMA.$defs.Campaign.properties)

/** What samples lean on where they do not say it themselves. */
const BASE = {
  version: 1,
  store: { name: 'Maple & Main', country: 'US', locale: 'en-US', currency: 'USD', timezone: 'America/Chicago' },
  agents: [{ name: 'Ana', languages: 'en' }],
  channels: [{ type: 'tidio' }],
  crm: [{ type: 'segment', url: '/collect' }],
}

const content = (blocks) => ({ en: { blocks } })
const within = (value, keys) => Object.keys(value).length > 0 && Object.keys(value).every((key) => keys.includes(key))

/** The kinds in the order in which they are looked for; a marker names one without looking. */
const KINDS = {
  store: (value) => 'version' in value && within(value, FILE_KEYS),
  campaign: (value) => typeof value.format === 'string',
  program: (value) => Array.isArray(value.steps),
  blocks: (value) => Array.isArray(value) && value.every((item) => item && typeof item === 'object'),
  message: (value) => 'messageId' in value || 'batch' in value,
  parts: (value) => within(value, FILE_KEYS),
  changes: (value) => within(value, CAMPAIGN_KEYS),
  condition: () => false,
  visit: () => false,
  month: () => false,
  case: () => false,
  'package.json': () => false,
  tsconfig: () => false,
}

/** The kind of a parsed sample; an error where nobody knows. */
export function kindOf({ at, mark }, value) {
  // A walk-through's samples have a file's name.
  if (mark.endsWith('barrio.json')) return 'store'
  if (mark) {
    if (mark in KINDS) return mark
    throw new Error(`${at}: the marker \`${mark}\` is none of ${Object.keys(KINDS).join(', ')}.`)
  }
  const kind = Object.keys(KINDS).find((name) => KINDS[name](value))
  if (!kind) throw new Error(`${at}: what this JSON is cannot be seen. Mark it, such as \`\`\`json condition.`)
  return kind
}

/**
 * The store files that try the samples of one page, each with the samples in it: one for each that is a whole file or
 * sets keys of it, and one for all others together, since they refer to each other.
 */
export function storesOf(all) {
  const campaigns = []
  const programs = []
  const together = { ...BASE, campaigns, programs }
  const tried = []
  const wrapped = []
  for (const { sample, kind, value } of all) {
    if (kind === 'campaign') campaigns.push(value)
    else if (kind === 'program') programs.push(value)
    else if (kind === 'blocks') campaigns.push({ id: `blocks-${campaigns.length}`, format: 'card', content: content(value) })
    else if (kind === 'changes') campaigns.push({ id: `changes-${campaigns.length}`, format: 'card', content: content([{ text: 'Hello' }]), ...value })
    else if (kind === 'condition') campaigns.push({ id: `condition-${campaigns.length}`, format: 'card', audience: value, content: content([{ text: 'Hello' }]) })
    else if (kind === 'store') tried.push({ at: sample.at, store: value })
    else if (kind === 'parts') {
      tried.push({ at: sample.at, store: { ...together, ...value } })
      if (!('campaigns' in value || 'programs' in value)) for (const [key, own] of Object.entries(value)) together[key] = merge(together[key], own)
      continue
    } else continue
    if (kind !== 'store') wrapped.push(sample.at)
  }
  if (wrapped.length) tried.push({ at: wrapped.join(', '), store: together })
  return tried
}

/** Lists and objects of a page's samples go together, so that one sample can refer to another's names. */
function merge(before, own) {
  if (Array.isArray(before) && Array.isArray(own)) return own
  return before && typeof before === 'object' && !Array.isArray(own) ? { ...before, ...own } : own
}
