// Reads a case file, refuses what would check nothing, and plays it on an engine.
import { readFileSync } from 'node:fs'
import { appear, byName, matches, same } from './match.mjs'

const CASE_KEYS = ['name', 'store', 'store_text', 'issues', 'steps']
const EXPECTATIONS = ['effects', 'contains', 'none', 'absent', 'explains']
const STEP_KEYS = ['now', 'input', ...EXPECTATIONS, 'note']

/** The case that the text of a file holds; throws a sentence if it is not one. */
export function parseCase(text) {
  const value = JSON.parse(text)
  onlyKeys(value, CASE_KEYS, 'The case')
  if (typeof value.name !== 'string') throw new Error('The case has no name.')
  if (('store' in value) === ('store_text' in value)) {
    throw new Error('The case needs either `store` or `store_text`.')
  }
  const steps = value.steps ?? []
  steps.forEach((step, index) => checkStep(step, `Step ${index + 1}`))
  const checks = steps.some((step) => EXPECTATIONS.some((key) => key in step))
  if (!checks && !('issues' in value)) throw new Error('The case expects nothing, so it cannot fail.')
  return { ...value, steps }
}

function checkStep(step, where) {
  onlyKeys(step, STEP_KEYS, where)
  if (!('input' in step)) throw new Error(`${where} has no input.`)
  if (!Number.isFinite(milliseconds(step.now))) {
    throw new Error(`${where}: \`now\` is neither a date nor milliseconds.`)
  }
  if ('none' in step && step.none !== true) throw new Error(`${where}: \`none\` can only be true.`)
}

function onlyKeys(object, known, where) {
  const other = Object.keys(object).find((key) => !known.includes(key))
  if (other) throw new Error(`${where} has an unknown key: ${other}.`)
}

/** The store file as the engine gets it: text, since that is what crosses the boundary. */
export function storeText({ store, store_text: text }) {
  return text ?? JSON.stringify(store)
}

/** What a moment in a case is in milliseconds; NaN if it is not a moment. */
export function milliseconds(now) {
  return typeof now === 'number' ? now : Date.parse(now)
}

/** Plays a case; gives the faults found, and the effects of each step. */
export function play(given, Engine) {
  const engine = new Engine(storeText(given))
  const faults = issueFaults(given.issues ?? [], JSON.parse(engine.issues()))
  const effects = given.steps.map((step, index) => {
    const now = milliseconds(step.now)
    const done = JSON.parse(engine.step(now, JSON.stringify(withRows(step.input))))
    const explained = 'explains' in step ? JSON.parse(engine.explain(now)) : undefined
    const found = stepFaults(step, done, explained)
    faults.push(...found.map((fault) => `Step ${index + 1}, ${JSON.stringify(step.input)}: ${fault}`))
    return done
  })
  // Not after a trap: freeing would then throw too, and hide the first error.
  engine.free()
  return { faults, effects }
}

/** The input, with the rows themselves in the place of their names. */
function withRows(input) {
  if (!Array.isArray(input.rows)) return input
  const read = (name) => JSON.parse(readFileSync(new URL(`../../pkg/crm/${name}.json`, import.meta.url), 'utf8'))
  return { ...input, rows: Object.fromEntries(input.rows.map((name) => [name, read(name)])) }
}

function issueFaults(expected, actual) {
  return matches(expected, actual) ? [] : [`The store file's issues are ${show(actual)}`]
}

/** In which ways the effects of a step, and what is explained after it, are not as expected, each in a sentence. */
export function stepFaults(step, effects, explained) {
  const faults = []
  if ('effects' in step && !same(step.effects, effects)) faults.push('The effects are others.')
  if (step.none && effects.length > 0) faults.push('There should be no effect.')
  if ('contains' in step && !appear(step.contains, effects)) {
    faults.push(`These do not all appear in this order: ${show(step.contains)}`)
  }
  for (const unwanted of step.absent ?? []) {
    if (effects.some((effect) => matches(unwanted, effect))) faults.push(`This should not appear: ${show(unwanted)}`)
  }
  return [...faults.map((fault) => `${fault}\nThe effects are ${show(effects)}`), ...explainFaults(step, explained)]
}

function explainFaults({ explains }, explained) {
  if (explains === undefined || matches(explains, byName(explained))) return []
  return [`What is explained is other than ${show(explains)}\nIt is ${show(explained)}`]
}

function show(value) {
  return JSON.stringify(value, null, 2)
}
