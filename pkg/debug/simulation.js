// Another visitor, tried in an engine of their own: nothing of it is kept, sent or shown.

const DAY = 86_400_000
/** How often a simulated visitor is woken at most: a bound, far above what a page needs. */
const WAKES = 200

/** What a browser says of a device: width in pixels, touch, and the user agent. */
const DEVICES = {
  desktop: [
    1280,
    false,
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
  ],
  tablet: [
    820,
    true,
    'Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/604.1',
  ],
  mobile: [
    390,
    true,
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1',
  ],
}

/**
 * What barrio would decide for `person` (see person.js) on their last visit; `present` is the explanation of whoever is
 * here. Earlier visits are lived through first,
 * with a page view each, so that the later ones are what a device would remember of them.
 * Gives the explanation, and `at`: the moment for which it holds.
 */
export async function simulate(createEngine, config, person, present) {
  const visits = Math.min(Math.max(person.visits, 1), 20)
  const stored = {}
  for (let visit = 1; visit <= visits; visit += 1) {
    const engine = await createEngine(config)
    try {
      const arrival = Date.now() - (visits - visit) * person.daysBetween * DAY
      const life = live(engine, stored)
      arrive(life, arrival, config, person, present)
      if (visit === visits) return stay(engine, life, arrival, person)
    } finally {
      engine.free()
    }
  }
}

/** Takes inputs, keeps in `stored` what a device would keep, and wakes the engine when it wants to be woken. */
function live(engine, stored) {
  let wake = Infinity
  const step = (now, input) => {
    for (const effect of engine.step(now, input)) {
      if ('wake' in effect) wake = effect.wake
      if (typeof effect.value === 'string') stored[effect.persist] = effect.value
      else if ('persist' in effect) delete stored[effect.persist]
    }
  }
  const until = (end) => {
    for (let count = 0; wake <= end && count < WAKES; count += 1) {
      const at = wake
      wake = Infinity
      step(at, { type: 'wake' })
    }
  }
  return { step, until, stored }
}

function arrive({ step, stored }, now, config, person, present) {
  const zones = Object.fromEntries(zonesOf(config, person.timezone).map((zone) => [zone, offset(zone, now)]))
  step(now, { type: 'start', seed: person.seed, stored: { ...stored }, zones, facts: facts(person, present) })
  if (person.consent) step(now, { type: 'consent', purposes: person.consent })
  step(now, { type: 'page', facts: page(person, present) })
}

/** What happens after the arrival, and what holds then. */
function stay(engine, { step, until }, arrival, { does, seconds }) {
  if (does) step(arrival, does)
  const at = arrival + seconds * 1000
  until(at)
  step(at, { type: 'wake' })
  return { at, explanation: engine.explain(at) }
}

/** What the browser would say of them; what they share with the present visitor is taken from this browser. */
function facts(person, { visitor: present, bot }) {
  // Who is simulated is a person, even where a program looks on.
  const own = person.device === present.device && !bot
  const [width, touch, agent] = own
    ? [innerWidth, present.touch, navigator.userAgent]
    : (DEVICES[person.device] ?? DEVICES.desktop)
  const languages = person.language === present.locale ? (present.languages ?? [person.language]) : [person.language]
  return {
    languages,
    timezone: person.timezone,
    // A country that was told by the host, or chosen here, goes before what is guessed.
    country: person.country !== present.country || present.country_source === 'host' ? person.country : undefined,
    user_agent: agent,
    width,
    touch,
    color_scheme: present.color_scheme,
    reduced_motion: present.reduced_motion,
    visitor: { country_name: countryName(person), ...person.attributes },
  }
}

function page(person, { visitor: present }) {
  const url = new URL(person.path || '/', location.origin)
  if (person.source) url.searchParams.set('utm_source', person.source)
  if (person.medium) url.searchParams.set('utm_medium', person.medium)
  const same = url.pathname === location.pathname
  return {
    url: url.href,
    title: same ? document.title : '',
    type: same ? present.page?.type : undefined,
    product: same ? present.product : undefined,
  }
}

function countryName({ country, language }) {
  try {
    return new Intl.DisplayNames([language], { type: 'region' }).of(country)
  } catch {
    return undefined
  }
}

/** The visitor's time zone, and all that the store file names. */
function zonesOf(config, own) {
  const found = new Set([own])
  JSON.stringify(config, (name, any) => {
    if (name === 'timezone' && typeof any === 'string') found.add(any)
    return any
  })
  return [...found].filter((zone) => offset(zone, 0) !== undefined)
}

/** Minutes east of UTC; nothing for what is no time zone. */
function offset(timeZone, at) {
  try {
    const parts = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' }).formatToParts(at)
    const name = parts.find(({ type }) => type === 'timeZoneName').value
    const [, sign, hours, minutes] = name.match(/([+-])(\d+):?(\d*)/) ?? ['', '+', 0, 0]
    return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
  } catch {
    return undefined
  }
}
