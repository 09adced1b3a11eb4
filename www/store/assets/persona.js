// Lets a person visit the demonstration as somebody else: changes what the browser says of language, time zone, referrer and clock, before anything else runs.
;(() => {
  'use strict'

  const KEY = 'maple-persona'
  const DAY = 86_400_000
  const people = [
    { id: 'yourself', name: 'Yourself', note: 'as this browser is', start: '/' },
    { id: 'ana', name: 'Ana, from Madrid', note: 'es-ES, Europe/Madrid', start: '/', referrer: '', languages: ['es-ES', 'es'], timeZone: 'Europe/Madrid' },
    { id: 'diego', name: 'Diego, from Mexico City', note: 'es-MX, America/Mexico_City', start: '/', referrer: '', languages: ['es-MX', 'es'], timeZone: 'America/Mexico_City' },
    { id: 'emma', name: 'Emma, from Chicago, our own city', note: 'en-US, America/Chicago', start: '/', referrer: '', languages: ['en-US', 'en'], timeZone: 'America/Chicago' },
    { id: 'ana-instagram', name: 'Ana, from an Instagram ad', note: 'es-ES, Europe/Madrid, a paid link', start: '/?utm_source=instagram&utm_medium=paid_social&utm_campaign=autumn', referrer: 'https://l.instagram.com/', languages: ['es-ES', 'es'], timeZone: 'Europe/Madrid' },
  ]

  /** What was chosen; a browser that keeps nothing is always "yourself". */
  function read() {
    try {
      const state = JSON.parse(localStorage.getItem(KEY)) ?? {}
      return { person: people.find(({ id }) => id === state.id) ?? people[0], days: Number(state.days) || 0, arriving: state.arriving === true, first: state.first === true }
    } catch {
      return { person: people[0], days: 0, arriving: false, first: false }
    }
  }

  function write(state) {
    if (state.id === 'yourself' && !state.days && !state.arriving) localStorage.removeItem(KEY)
    else localStorage.setItem(KEY, JSON.stringify(state))
  }

  /** A new person has no history here: not with barrio, and no cart either. */
  function forget() {
    for (const area of [localStorage, sessionStorage]) {
      for (const key of Object.keys(area)) {
        if (key.startsWith('barrio') || (key.startsWith('maple-') && key !== KEY)) area.removeItem(key)
      }
    }
  }

  const answer = (object, name, value) => Object.defineProperty(object, name, { get: () => value, configurable: true })

  function speak(languages) {
    answer(Navigator.prototype, 'language', languages[0])
    answer(Navigator.prototype, 'languages', Object.freeze([...languages]))
    for (const name of ['NumberFormat', 'PluralRules', 'RelativeTimeFormat', 'ListFormat', 'Collator']) {
      Intl[name] = withDefaults(Intl[name], languages[0], (options) => options)
    }
  }

  /** An Intl constructor whose missing arguments come from the persona. */
  function withDefaults(Native, language, complete) {
    const make = (target, [locales, options], newTarget) => Reflect.construct(target, [locales ?? language, complete(options)], newTarget)
    return new Proxy(Native, { construct: make, apply: (target, _, args) => make(target, args, target) })
  }

  function live(timeZone, language) {
    const local = localTime(timeZone)
    const complete = (options) => ({ ...options, timeZone: options?.timeZone ?? timeZone })
    Intl.DateTimeFormat = withDefaults(Intl.DateTimeFormat, language, complete)
    for (const name of ['toLocaleString', 'toLocaleDateString', 'toLocaleTimeString']) {
      const native = Date.prototype[name]
      Date.prototype[name] = function (locales, options) { return native.call(this, locales ?? language, complete(options)) }
    }
    moveDateParts(local)
    return local
  }

  /** Converts between instants and a time zone's wall clock; both in milliseconds. */
  function localTime(timeZone) {
    const parts = new Intl.DateTimeFormat('en-US', { timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' })
    const offset = (time) => {
      if (Number.isNaN(time)) return NaN
      const part = Object.fromEntries(parts.formatToParts(time).map(({ type, value }) => [type, Number(value)]))
      return Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second) - Math.floor(time / 1000) * 1000
    }
    const at = (time) => time + offset(time)
    // Near a change of the clocks the first guess is an hour off; the second is not.
    const from = (wall) => wall - offset(wall - offset(wall))
    return { offset, at, from }
  }

  function moveDateParts(local) {
    const proto = Date.prototype
    for (const part of ['FullYear', 'Month', 'Date', 'Day', 'Hours', 'Minutes', 'Seconds', 'Milliseconds']) {
      proto[`get${part}`] = function () { return new Date(local.at(this.getTime()))[`getUTC${part}`]() }
      if (part === 'Day') continue
      proto[`set${part}`] = function (...values) {
        const wall = new Date(local.at(this.getTime()))
        wall[`setUTC${part}`](...values)
        return this.setTime(local.from(wall.getTime()))
      }
    }
    proto.getTimezoneOffset = function () { return -local.offset(this.getTime()) / 60_000 }
  }

  /** `new Date()` and `Date.now()` in the person's time; text without a zone is still read in the browser's own. */
  function moveClock(days, local) {
    const now = Date.now.bind(Date)
    const shifted = () => now() + days * DAY
    const instant = (args) => {
      if (args.length === 0) return [shifted()]
      return args.length > 1 && local ? [local.from(Date.UTC(...args))] : args
    }
    const Moved = new Proxy(Date, {
      construct: (target, args, newTarget) => Reflect.construct(target, instant(args), newTarget),
      apply: () => new Moved().toString(),
    })
    Date.now = shifted
    Date.prototype.constructor = Moved
    window.Date = Moved
  }

  function visit(id, kind) {
    const person = people.find((one) => one.id === id) ?? people[0]
    const first = kind === 'first'
    if (first) forget()
    write({ id: person.id, days: first ? 0 : read().days + 4, arriving: true, first })
    // Who once came through an advertisement comes back by herself.
    location.assign(first ? person.start : '/')
  }

  const { person, days, arriving, first } = read()
  if (arriving) {
    // Again, for the page that was left may have written its memory on its way out.
    if (first) forget()
    write({ id: person.id, days, arriving: false })
    if (person.referrer !== undefined) answer(document, 'referrer', first ? person.referrer : '')
  }
  if (person.languages) speak(person.languages)
  const local = person.timeZone && live(person.timeZone, person.languages[0])
  if (days || local) moveClock(days, local)

  window.maplePersona = Object.freeze({ people, person, days, visit })
})()
