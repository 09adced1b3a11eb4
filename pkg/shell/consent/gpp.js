// IAB GPP: the opt-outs of the United States' sections, and the European section within it.
import { watchFramework } from './framework.js'
import { purposesOf } from './tcf.js'

/** What visitors opt out of: 1 is out, 2 is not, 0 does not apply. */
const OPT_OUTS = ['SaleOptOut', 'SharingOptOut', 'TargetedAdvertisingOptOut']
const PENDING = { analytics: 'pending', marketing: 'pending' }

/** Tells what is answered, once its signal is ready and whenever it changes. */
export const watchGpp = (tell) => watchFramework('__gpp', [], PENDING, ({ pingData }) => readGpp(pingData), tell)

/** What the answer to a ping says of the purposes; nothing while the signal is not ready. */
export function readGpp(ping) {
  if (ping?.signalStatus !== 'ready') return
  const purposes = {}
  for (const [name, parts] of Object.entries(ping.parsedSections ?? {})) {
    // A section is a list of its parts in some managers, one object in others.
    const section = Object.assign({}, ...[parts].flat())
    for (const [purpose, granted] of Object.entries(readSection(name, section))) {
      purposes[purpose] = granted && purposes[purpose] !== false
    }
  }
  if (Object.keys(purposes).length) purposes.said = ping.gppString
  return purposes
}

function readSection(name, section) {
  if (name === 'tcfeuv2') return purposesOf((number) => consents(section.PurposeConsents, number))
  const outs = OPT_OUTS.map((optOut) => section[optOut])
  if (!name.startsWith('us') || !(section.Gpc === true || outs.some((out) => out === 1 || out === 2))) return {}
  const granted = section.Gpc !== true && !outs.includes(1)
  return { analytics: granted, marketing: granted }
}

/** Consents come as a list of numbers, as a list of truths, or by number. */
const consents = (told, number) =>
  Array.isArray(told) ? told.includes(number) || told[number - 1] === true : told?.[number] === true
