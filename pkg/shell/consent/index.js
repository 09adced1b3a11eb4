// Consent managers that the page may have: what each says, as the engine's purposes. Only those that the store names
// are watched; what their answers lead to is the engine's to decide.
import { alarm } from '../listen.js'
import { watchConsentMode } from './consent-mode.js'
import { watchGpp } from './gpp.js'
import { watchShopify } from './shopify.js'
import { watchTcf } from './tcf.js'

const SOURCES = { consent_mode: watchConsentMode, tcf: watchTcf, gpp: watchGpp, shopify: watchShopify }
/** How long a manager that is there may take to say what was answered, in milliseconds: then it counts as a no. */
const PATIENCE = 10_000

/**
 * Watches the sources of these names. `country` is the visitor's, an ISO 3166 code. Until `begin` is called what they
 * say stands in `signals`, by source; from then on it is taken as an input.
 */
export function watchConsent(names, country, take) {
  const signals = {}
  let began = false
  const ends = names.flatMap((source) => {
    const patience = alarm()
    function hear(purposes) {
      if (began) take({ type: 'consent', source, purposes })
      else signals[source] = purposes
      const waits = Object.values(purposes).includes('pending')
      patience(PATIENCE, waits && (() => hear(settle(purposes))))
    }
    try {
      return [patience, SOURCES[source](hear, country)]
    } catch {
      // A manager that throws has said nothing.
      return [patience]
    }
  })
  return { signals, begin: () => (began = true), clear: () => ends.forEach((end) => end()) }
}

/** What is still pending counts as a no. */
const settle = (purposes) =>
  Object.fromEntries(Object.entries(purposes).map(([name, says]) => [name, says !== 'pending' && says]))
