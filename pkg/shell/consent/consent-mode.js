// Google Consent Mode v2: nobody can ask it, so its commands are read from the data layer, earlier ones too.
import { watchPushes } from '../capture/data-layer.js'

/** The storage types that speak of a purpose: all that are told must be granted. */
const TYPES = {
  preferences: ['functionality_storage', 'personalization_storage'],
  analytics: ['analytics_storage'],
  marketing: ['ad_storage', 'ad_user_data', 'ad_personalization'],
}

/** Tells what holds, now and whenever a command changes it. */
export function watchConsentMode(tell, country) {
  const commands = []
  function hear(entries) {
    const found = Array.from(entries).filter(isCommand)
    // As they stand now: the page may change its own object later.
    commands.push(...found.map(([, verb, states]) => [verb, { ...states }]))
    if (found.length) tell(readConsentMode(commands, country))
  }
  const end = watchPushes(hear)
  hear(window.dataLayer)
  return end
}

/** `gtag('consent', 'default' | 'update', {…})`: its arguments, an array or an object keyed by number. */
const isCommand = (entry) => entry?.[0] === 'consent' && /^(default|update)$/.test(entry[1])

/**
 * What commands, `[verb, states]` in their order, say of the purposes. A denial that is only the default waits for the
 * visitor's answer. A default for a region goes over one for all; of a region only its country counts.
 */
export function readConsentMode(commands, country) {
  const told = {}
  const weights = {}
  for (const [verb, { region, ...states }] of commands) {
    const places = [region ?? []].flat()
    if (places.length && !places.some((place) => String(place).split('-')[0] === country)) continue
    const weight = verb === 'update' ? 2 : places.length ? 1 : 0
    for (const [type, state] of Object.entries(states)) {
      if (weight < weights[type]) continue
      weights[type] = weight
      told[type] = state
    }
  }
  const purposes = { said: told }
  for (const [purpose, types] of Object.entries(TYPES)) {
    const known = types.filter((type) => told[type])
    const denied = known.filter((type) => told[type] !== 'granted')
    const answered = denied.some((type) => weights[type] === 2)
    if (known.length) purposes[purpose] = !denied.length || (answered ? false : 'pending')
  }
  return purposes
}
