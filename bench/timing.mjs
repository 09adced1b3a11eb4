// Time measured so that a busy machine does not decide who wins: small pieces, in turns, many rounds, the median.

/** Nanoseconds of processor time. Unlike the clock on the wall it stands still while other programs run. */
function processorTime() {
  const { user, system } = process.cpuUsage()
  return (user + system) * 1000
}

/** A contender that is quicker than this does the same piece several times. */
const SHORTEST = 500_000

/** The middle one of some numbers. */
export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b)
  const at = (sorted.length - 1) / 2
  return (sorted[Math.floor(at)] + sorted[Math.ceil(at)]) / 2
}

/**
 * Runs a work of several pieces (such as the events of a visit), each contender one piece in turn, A B C A B C,
 * and the whole of it in many rounds. A contender is `{ work(piece), repeatable }`; a piece that changes
 * nothing may be repeated until it is long enough for the clock.
 *
 * Gives, for each contender, for each piece its nanoseconds in every round.
 */
export function race(contenders, { pieces, rounds, warmUp }) {
  const racers = Object.entries(contenders).map(([name, contender]) => ({ name, ...contender, repeat: 1, times: [] }))
  for (let round = -warmUp; round < rounds; round++) {
    for (let piece = 0; piece < pieces; piece++) {
      for (const racer of racers) note(racer, piece, round, timed(racer, piece))
    }
    if (round < 0) racers.filter(({ repeatable }) => repeatable).forEach(calibrate)
  }
  return Object.fromEntries(racers.map(({ name, times }) => [name, times]))
}

function timed({ work, repeat }, piece) {
  const began = processorTime()
  for (let turn = 0; turn < repeat; turn++) work(piece)
  return (processorTime() - began) / repeat
}

function note(racer, piece, round, time) {
  racer.latest = time
  if (round >= 0) (racer.times[piece] ??= []).push(time)
}

function calibrate(racer) {
  racer.repeat = Math.max(1, Math.ceil(SHORTEST / Math.max(racer.latest, 100)))
}

/** Nanoseconds for one piece on average: of each its median over the rounds, or over the odd or even ones. */
export function perPiece(times, parity) {
  const chosen = (rounds) => rounds.filter((_, round) => parity === undefined || round % 2 === parity)
  return times.reduce((sum, rounds) => sum + median(chosen(rounds)), 0) / times.length
}

/** Prints rows of cells, the first row as the head, all but the first column to the right. */
export function printTable(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)))
  const pad = (cell, column) => (column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]))
  for (const row of rows) console.log(row.map(pad).join('  '))
}
