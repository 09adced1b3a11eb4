// How what a case expects is compared with what happened: exactly, or in part.

/** Whether two JSON values are the same; the order of an object's keys does not matter. */
export function same(expected, actual) {
  return compare(expected, actual, (e, a) => Object.keys(e).length === Object.keys(a).length)
}

/** Whether `actual` has all that `expected` names; the text "*" stands for anything. */
export function matches(expected, actual) {
  return expected === '*' || compare(expected, actual, () => true, matches)
}

/** Whether the expected values appear among the actual ones in their order, others between. */
export function appear(expected, actual) {
  let next = 0
  for (const value of actual) if (next < expected.length && matches(expected[next], value)) next += 1
  return next === expected.length
}

/**
 * An explanation whose campaigns and rules, programs and steps stand under their names, so that a case names those that
 * it means.
 */
export function byName({ campaigns, programs = [], ...rest }) {
  const named = campaigns.map((campaign) => ({ ...campaign, rules: under('rule', campaign.rules) }))
  const told = programs.map((program) => ({ ...program, steps: under('step', program.steps) }))
  return { ...rest, campaigns: under('campaign', named), programs: under('program', told) }
}

function under(key, items) {
  return Object.fromEntries(items.map((item) => [item[key], item]))
}

function compare(expected, actual, sameKeys, inner = same) {
  if (!isContainer(expected) || !isContainer(actual)) return expected === actual
  if (Array.isArray(expected) !== Array.isArray(actual)) return false
  if (Array.isArray(expected) && expected.length !== actual.length) return false
  const holds = (key) => Object.hasOwn(actual, key) && inner(expected[key], actual[key])
  return sameKeys(expected, actual) && Object.keys(expected).every(holds)
}

function isContainer(value) {
  return typeof value === 'object' && value !== null
}
