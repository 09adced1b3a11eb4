// Counts the pyramid of an order log directly, by the formula as docs/relationship.md tells it. Nothing of barrio's is
// used: another reader, other dates, and whole numbers of any length instead of floating point.
// node tests/replay/pyramid.mjs FILE person,date [GAP WEIGHT SILENT | AFTER]   (columns from 1; gap and after in days)
import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

const DAY = 86_400_000n
const HALF_A_DAY = DAY / 2n

/** The orders of each person, as milliseconds in their order; a date such as 19970131 is its noon, UTC. */
export function readOrders(text, [person, date]) {
  const orders = new Map()
  for (const line of text.split('\n')) {
    const fields = line.trim().split(/\s+/)
    if (fields.length < date) continue
    const [, year, month, day] = /^(\d{4})(\d\d)(\d\d)$/.exec(fields[date - 1])
    const at = BigInt(Date.UTC(year, month - 1, day)) + HALF_A_DAY
    const times = orders.get(fields[person - 1]) ?? []
    orders.set(fields[person - 1], [...times, at])
  }
  for (const times of orders.values()) times.sort((one, other) => Number(one - other))
  return orders
}

/**
 * Whether somebody with these orders has been silent for too long at a moment: for longer than `silent` times their own
 * gap, (span + weight · gap) / (orders − 1 + weight), with one order the shop's gap; or than `after` days, where set.
 */
export function isInactive(times, moment, { gap, weight, silent, after }) {
  const [first, last] = [times[0], times[times.length - 1]]
  if (after !== undefined) return moment - last > BigInt(after) * DAY
  const k = times.length === 1 ? 1n : BigInt(weight)
  const divisor = BigInt(times.length) - 1n + k
  return (moment - last) * divisor > BigInt(silent) * (last - first + k * BigInt(gap) * DAY)
}

/** The months from the first order to the last: their names, and the moments at which they end. */
function* monthsOf(orders) {
  const all = [...orders.values()].flat()
  const [first, last] = [all.reduce((a, b) => (a < b ? a : b)), all.reduce((a, b) => (a > b ? a : b))]
  const begin = new Date(Number(first))
  for (let month = begin.getUTCMonth(); ; month++) {
    const [start, end] = [month, month + 1].map((at) => Date.UTC(begin.getUTCFullYear(), at))
    if (start > Number(last)) return
    yield { name: new Date(start).toISOString().slice(0, 7), end: BigInt(end) }
  }
}

/** How many are active and inactive when each month ends. */
export function countMonths(orders, rule) {
  return [...monthsOf(orders)].map(({ name, end }) => {
    const row = { month: name, probable: 0, potential: 0, active: 0, inactive: 0 }
    for (const times of orders.values()) {
      const before = times.filter((at) => at < end)
      if (before.length > 0) row[isInactive(before, end, rule) ? 'inactive' : 'active']++
    }
    return row
  })
}

/** Of those who are active and inactive when each month ends, which share buys again within so many days. */
function countReturns(orders, rule, within) {
  return [...monthsOf(orders)].map(({ name, end }) => {
    const people = { active: [], inactive: [] }
    for (const times of orders.values()) {
      const before = times.filter((at) => at < end)
      const returns = times.some((at) => at >= end && at < end + within * DAY)
      if (before.length > 0) people[isInactive(before, end, rule) ? 'inactive' : 'active'].push(returns)
    }
    const share = (list) => (list.filter(Boolean).length / list.length).toFixed(3)
    return { month: name, 'of the active': share(people.active), 'of the inactive': share(people.inactive) }
  })
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [file, columns, ...numbers] = process.argv.slice(2)
  const [gap = 60, weight = 1, silent = 3] = numbers
  const rule = numbers.length === 1 ? { after: numbers[0] } : { gap, weight, silent }
  const orders = readOrders(readFileSync(file, 'utf8'), columns.split(',').map(Number))
  console.table(countMonths(orders, rule))
  console.log('Who buys again within 180 days:')
  console.table(countReturns(orders, rule, 180n))
}
