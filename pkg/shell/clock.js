// Time and randomness: the only place that reads a clock or a source of chance.

const MINUTE = 60_000
/** How far ahead a change of an offset is told, in minutes: longer than pages stay open. */
const AHEAD = 7 * 24 * 60

/** Milliseconds since 1970, UTC. */
export const now = () => Date.now()

/** Lets the browser do something else first. */
export const nextTask = () => new Promise((resolve) => setTimeout(resolve))

/** 128 random bits, as four numbers. */
export const seed = () => crypto.getRandomValues(new Uint32Array(4)).join()

/** The visitor's time zone by its IANA name. */
export const timezone = () => new Intl.DateTimeFormat().resolvedOptions().timeZone

/**
 * How many minutes each zone is east of UTC now; where that changes within a week `[now, when, then]`, with `when`
 * in milliseconds since 1970. Zones that the browser does not know are left out.
 */
export function offsets(zones) {
  const known = {}
  const minute = Math.floor(now() / MINUTE)
  for (const timeZone of zones) {
    try {
      const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' })
      known[timeZone] = offset(minute, (at) => minutes(format.format(at * MINUTE)))
    } catch {
      // Unknown here.
    }
  }
  return known
}

/** The offset of a zone as it is told. `at` gives it for a minute since 1970. */
export function offset(minute, at) {
  let [before, after] = [minute, minute + AHEAD]
  const [old, next] = [at(before), at(after)]
  if (old === next) return old
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2)
    if (at(middle) === old) before = middle
    else after = middle
  }
  return [old, after * MINUTE, next]
}

/** Minutes from a text that ends in `GMT`, `GMT+05:30` or `GMT-06:00`. */
export function minutes(text) {
  const [, sign, hours, rest] = /GMT(?:([+-])(\d\d):(\d\d))?$/.exec(text) ?? fail(text)
  return sign ? +(sign + (hours * 60 + +rest)) : 0
}

function fail(text) {
  throw new RangeError(`There is no offset in "${text}".`)
}
