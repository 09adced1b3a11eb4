// What the browser knows of languages: numbers, money, days, names, units, and the direction of a script. Where it does not know, the words stay as they are.

const RIGHT_TO_LEFT = /Adlm|Arab|Hebr|Mand|Mend|Nkoo|Rohg|Samr|Syrc|Thaa|Yezi/

/** The farthest day from 1970 that a date can hold, in milliseconds. Nothing else is as large. */
const NUMBER_MAX = 8.64e15

const DAY = 86400

/** How long each unit is, in seconds, the longest first. */
export const UNITS = [['year', 365 * DAY], ['month', 30 * DAY], ['week', 7 * DAY], ['day', DAY], ['hour', 3600], ['minute', 60], ['second', 1]]

const WRITERS = {
  country: (text, tag) => new Intl.DisplayNames(tag, { type: 'region' }).of(text),
  language: (text, tag) => new Intl.DisplayNames(tag, { type: 'language' }).of(text),
  number: (text, tag) => number(text).toLocaleString(tag),
  percent: (text, tag) => number(text).toLocaleString(tag, { style: 'percent', maximumFractionDigits: 1 }),
  money: (text, tag, currency) => number(text).toLocaleString(tag, { style: 'currency', currency }),
  date: (text, tag) => new Date(number(text)).toLocaleDateString(tag, { dateStyle: 'long', timeZone: 'UTC' }),
  relative_time: (text, tag) => relative((number(text) - Date.now()) / 1000, tag),
  duration: (text, tag) => {
    const [unit, amount] = inUnits(number(text))
    return quantity(Math.round(amount), unit, tag, 'long')
  },
}

/**
 * `text` as `format` asks, in the language of `locale`: a country's or language's code, a number, milliseconds since
 * 1970 (`date`, `relative_time`) or seconds (`duration`).
 */
export function format(text, format, locale, currency) {
  try {
    return WRITERS[format](text, tag(locale), currency) ?? text
  } catch {
    return text
  }
}

/** Items as a sentence has them: "A, B and C". */
export function list(items, locale) {
  try {
    return new Intl.ListFormat(tag(locale)).format(items)
  } catch {
    return items.join(', ')
  }
}

/**
 * A number and, apart from it, the name of its unit, such as `['02', 'hours']`. `unitDisplay` is Intl's: `long`,
 * `narrow`. In Arabic, one and two of a unit are written without the number, so it is written by itself.
 */
export function unitParts(amount, unit, locale, unitDisplay) {
  try {
    const at = tag(locale)
    const parts = new Intl.NumberFormat(at, { style: 'unit', unit, unitDisplay }).formatToParts(amount)
    const name = parts.filter(({ type }) => type === 'unit').map(({ value }) => value)
    return [amount.toLocaleString(at, { minimumIntegerDigits: unit === 'day' ? 1 : 2 }), name.join(' ')]
  } catch {
    return [String(amount), unit]
  }
}

/** `rtl` or `ltr`: by the script that the tag names, else by the one its language is written in. */
export function direction(locale) {
  try {
    return RIGHT_TO_LEFT.test(new Intl.Locale(tag(locale)).maximize().script) ? 'rtl' : 'ltr'
  } catch {
    return 'ltr'
  }
}

/** A language tag as HTML and `Intl` want it. */
export const tag = (locale) => locale.replaceAll('_', '-')

const quantity = (amount, unit, tag, unitDisplay) => amount.toLocaleString(tag, { style: 'unit', unit, unitDisplay })

const relative = (seconds, tag) => {
  const [unit, amount] = inUnits(seconds)
  return new Intl.RelativeTimeFormat(tag, { numeric: 'auto' }).format(Math.round(amount), unit)
}

/** The longest unit that is there at least once, and how often it is. */
function inUnits(seconds) {
  const [unit, length] = UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? ['second', 1]
  return [unit, seconds / length]
}

function number(text) {
  const number = Number(text)
  if (text === '' || !(Math.abs(number) <= NUMBER_MAX)) throw RangeError()
  return number
}
