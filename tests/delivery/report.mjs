// What became of the events of a mode, and the table of all modes.

/**
 * Compares what the CRM has with what was made: events numbered from 0 to `count`.
 *
 * `arrived`: how many different ones the CRM has; `twice`: how many it has more than once; `disordered`: how many came
 * after one that the same device had made later; `posts`: requests that reached the endpoint; `again`: messages
 * that were posted more than once, which the CRM then knows by their ids.
 */
export function judge(stored, arrivals, count) {
  const numbers = stored.map(({ properties }) => properties.n)
  const different = new Set(numbers.filter((n) => n >= 0 && n < count))
  const posted = arrivals.flatMap(({ ids }) => ids)
  return {
    arrived: different.size,
    twice: numbers.length - different.size,
    disordered: disordered(stored),
    posts: arrivals.length,
    again: posted.length - new Set(posted).size,
  }
}

/** Tabs that make events at the same time learn of each other's a moment later: within it there is no order to keep. */
const SAME_TIME = 1_000

/** In each tab strictly, by number; over the tabs of a device by time. */
function disordered(stored) {
  const last = new Map()
  let count = 0
  for (const { anonymous_id: device, timestamp, properties } of stored) {
    const inTab = isLate(last, `${device}/${properties.tab}`, properties.n, 0)
    count += isLate(last, device, Date.parse(timestamp), SAME_TIME) || inTab ? 1 : 0
  }
  return count
}

/** Whether something came before that is greater by more than `slack`, of the same key; remembers the greatest. */
function isLate(last, key, value, slack) {
  const greatest = last.get(key) ?? -Infinity
  last.set(key, Math.max(greatest, value))
  return value < greatest - slack
}

const COLUMNS = { name: 'mode', arrived: 'arrived', twice: 'twice', disordered: 'out of order', posts: 'requests', again: 'sent again', seconds: 's' }

/** Prints the rows as a table, in the form in which it stands in docs/delivery.md. */
export function printTable(rows) {
  const lines = [Object.values(COLUMNS), ...rows.map((row) => Object.keys(COLUMNS).map((key) => shown(row[key])))]
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)))
  const print = (cells) => console.log(`| ${cells.join(' | ')} |`)
  lines.forEach((line, index) => {
    print(line.map((cell, column) => (column ? cell.padStart(widths[column]) : cell.padEnd(widths[column]))))
    if (!index) print(widths.map((width, column) => (column ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width))))
  })
}

const shown = (value) => (Number.isInteger(value) || typeof value === 'string' ? String(value) : value.toFixed(1))
