// Times, values and conditions in words: short enough for a narrow panel.

const SECOND = 1000
const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', SECOND],
]

/** A span of time by its largest unit: `3 min`. */
function span(milliseconds) {
  const [unit, size] = UNITS.find(([, size]) => milliseconds >= size) ?? UNITS.at(-1)
  return `${Math.max(0, Math.round(milliseconds / size))} ${unit}`
}

/** When something was, seen from `now`. */
export const ago = (at, now) => (now - at < SECOND ? 'now' : `${span(now - at)} ago`)

/** How long it is until then; nothing where that is over. */
export const left = (at, now) => (at > now ? span(at - now) : '')

/** Any value as one line. */
export function value(any) {
  if (any === undefined) return 'unknown'
  if (any === null) return 'nothing'
  if (any === '') return '""'
  if (Array.isArray(any))
    return any.map((item) => (isObject(item) ? JSON.stringify(item) : value(item))).join(', ') || 'none'
  return isObject(any) ? JSON.stringify(any) : String(any)
}

export const isObject = (any) => any !== null && typeof any === 'object'

/** What lies in an object, by dotted names; arrays stay whole, and what is nothing is left out. */
export function flatten(object, prefix = '', into = {}) {
  for (const [name, any] of Object.entries(object ?? {})) {
    const path = prefix + name
    if (isObject(any) && !Array.isArray(any)) flatten(any, `${path}.`, into)
    else if (any != null) into[path] = any
  }
  return into
}

const SIGNS = {
  $eq: '=',
  $ne: '≠',
  $gt: '>',
  $gte: '≥',
  $lt: '<',
  $lte: '≤',
  $in: 'one of',
  $nin: 'none of',
  $all: 'has all of',
  $regex: 'matches',
  $size: 'has the size',
  $type: 'is of type',
  $elemMatch: 'has one that',
  $not: 'not',
  $veq: 'version =',
  $vne: 'version ≠',
  $vgt: 'version >',
  $vgte: 'version ≥',
  $vlt: 'version <',
  $vlte: 'version ≤',
}

/** What a condition wants of one attribute: `≥ 2`. */
export function wanted(must) {
  const operators = isObject(must) && !Array.isArray(must) ? Object.entries(must) : []
  if (!operators.length || !operators.every(([name]) => name.startsWith('$'))) return `= ${value(must)}`
  return operators.map(([name, operand]) => operator(name, operand)).join(' and ')
}

function operator(name, operand) {
  if (name === '$exists') return operand ? 'is known' : 'is not known'
  const nested = name === '$not' || name === '$size'
  return `${SIGNS[name] ?? name} ${nested && isObject(operand) ? wanted(operand) : value(operand)}`
}

/** A condition on several attributes, such as an event's properties. */
const all = (where) =>
  Object.entries(where)
    .map(([name, must]) => (name.startsWith('$') ? `${name} ${value(must)}` : `${name} ${wanted(must)}`))
    .join(' and ')

/** What is asked of the journal: `add_to_cart ≥ 2 within 7d`. */
export function deed({ event, where, times, within, ...others } = {}) {
  const parts = [
    event,
    where && `where ${all(where)}`,
    times !== undefined && `${wanted(times)} times`,
    within && `within ${within}`,
    Object.keys(others).length > 0 && value(others),
  ]
  return parts.filter(Boolean).join(' ')
}
