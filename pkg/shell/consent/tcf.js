// IAB TCF v2.2: the purposes of the consent string, where the GDPR applies.
import { watchFramework } from './framework.js'

/** The purposes of the TCF that ours need, every one of them. */
const NEEDS = { preferences: [1, 5, 6], analytics: [1, 8], marketing: [1, 3, 4] }
const PENDING = { preferences: 'pending', analytics: 'pending', marketing: 'pending' }

/** Tells what is answered, once it is and whenever it changes. */
export const watchTcf = (tell) => watchFramework('__tcfapi', [2], PENDING, readTcf, tell)

/** What a TCData object says of the purposes; nothing while the visitor has not answered. */
export function readTcf({ gdprApplies, eventStatus, purpose, tcString }) {
  if (gdprApplies === false) return {}
  if (!/^(tcloaded|useractioncomplete)$/.test(eventStatus)) return
  return { ...purposesOf((number) => purpose?.consents?.[number] === true), said: tcString }
}

/** Our purposes, where `has` says which of the TCF's are consented to. */
export const purposesOf = (has) =>
  Object.fromEntries(Object.entries(NEEDS).map(([name, numbers]) => [name, numbers.every(has)]))
