// What consent managers say, in the shapes that they say it in, as the engine's purposes.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readConsentMode } from '../../pkg/shell/consent/consent-mode.js'
import { readGpp } from '../../pkg/shell/consent/gpp.js'
import { readShopify } from '../../pkg/shell/consent/shopify.js'
import { readTcf } from '../../pkg/shell/consent/tcf.js'

const ALL_DENIED = {
  ad_storage: 'denied',
  ad_user_data: 'denied',
  ad_personalization: 'denied',
  analytics_storage: 'denied',
}
/** What is said of the purposes alone. */
const plain = (purposes) => purposes && Object.fromEntries(Object.entries(purposes).filter(([name]) => name !== 'said'))
const mode = (commands, country) => plain(readConsentMode(commands, country))

test('Consent Mode: a denial by default waits for the answer, an update is one', () => {
  const byDefault = ['default', { ...ALL_DENIED, wait_for_update: 500 }]
  assert.deepEqual(mode([byDefault]), { analytics: 'pending', marketing: 'pending' })
  assert.deepEqual(mode([byDefault, ['update', { analytics_storage: 'granted' }]]), {
    analytics: true,
    marketing: 'pending',
  })
  assert.deepEqual(mode([byDefault, ['update', ALL_DENIED]]), { analytics: false, marketing: false })
  const all = Object.fromEntries(Object.keys(ALL_DENIED).map((type) => [type, 'granted']))
  assert.deepEqual(mode([byDefault, ['update', all]]), { analytics: true, marketing: true })
})

test('Consent Mode: every type of a purpose must be granted, of those that are told', () => {
  const said = (states) => mode([['update', states]])
  assert.deepEqual(said({ ad_storage: 'granted' }), { marketing: true })
  assert.deepEqual(said({ ad_storage: 'granted', ad_user_data: 'denied' }), { marketing: false })
  assert.deepEqual(said({ functionality_storage: 'granted', personalization_storage: 'denied' }), { preferences: false })
  assert.deepEqual(said({ security_storage: 'granted' }), {})
  assert.deepEqual(said({ analytics_storage: 'Granted' }), { analytics: false }, 'what is no word of its own is no yes')
})

test('Consent Mode: a later update goes over an earlier one, and a default never over an update', () => {
  const yes = ['update', { analytics_storage: 'granted' }]
  const no = ['update', { analytics_storage: 'denied' }]
  assert.deepEqual(mode([yes, no]), { analytics: false })
  assert.deepEqual(mode([no, yes]), { analytics: true })
  assert.deepEqual(mode([yes, ['default', ALL_DENIED]]), { analytics: true, marketing: 'pending' })
})

test('Consent Mode: the default of a region goes over that for all, in whichever order they come', () => {
  const here = ['default', { analytics_storage: 'denied', region: ['ES', 'US-CA'] }]
  const all = ['default', { analytics_storage: 'granted' }]
  for (const commands of [[here, all], [all, here]]) {
    assert.deepEqual(mode(commands, 'ES'), { analytics: 'pending' })
    assert.deepEqual(mode(commands, 'US'), { analytics: 'pending' }, 'of a region only the country is known')
    assert.deepEqual(mode(commands, 'FR'), { analytics: true })
    assert.deepEqual(mode(commands), { analytics: true })
  }
  assert.deepEqual(mode([['default', { analytics_storage: 'denied', region: 'ES' }]], 'ES'), { analytics: 'pending' })
})

test('Consent Mode: its states are the proof', () => {
  assert.deepEqual(readConsentMode([['default', ALL_DENIED], ['update', { ad_storage: 'granted' }]]).said, {
    ...ALL_DENIED,
    ad_storage: 'granted',
  })
})

const tcData = (consents, more) => ({
  tcString: 'CPXxRfAPXxRfAAfKABENB-CgAAAAAAAAAAYgAAAAAAAA',
  tcfPolicyVersion: 4,
  cmpStatus: 'loaded',
  gdprApplies: true,
  eventStatus: 'tcloaded',
  listenerId: 1,
  purpose: { consents, legitimateInterests: { 8: true } },
  vendor: { consents: {}, legitimateInterests: {} },
  ...more,
})

test('TCF: each purpose needs all of its own', () => {
  const every = Object.fromEntries(Array.from({ length: 11 }, (_, index) => [index + 1, true]))
  const yes = { preferences: true, analytics: true, marketing: true }
  assert.deepEqual(plain(readTcf(tcData(every))), yes)
  assert.deepEqual(plain(readTcf(tcData(every, { eventStatus: 'useractioncomplete' }))), yes)
  assert.deepEqual(plain(readTcf(tcData({ 1: true, 8: true }))), { preferences: false, analytics: true, marketing: false })
  assert.deepEqual(plain(readTcf(tcData({ 1: true, 3: true }))), { preferences: false, analytics: false, marketing: false })
  assert.deepEqual(plain(readTcf(tcData({ ...every, 1: false }))), { preferences: false, analytics: false, marketing: false })
  assert.deepEqual(plain(readTcf(tcData(undefined))), { preferences: false, analytics: false, marketing: false })
  assert.equal(readTcf(tcData(every)).said, tcData().tcString)
})

test('TCF: a legitimate interest is no consent', () => {
  assert.equal(readTcf(tcData({ 1: true })).analytics, false)
})

test('TCF: nothing is answered while the dialogue is open, and nothing is governed where the GDPR does not apply', () => {
  assert.equal(readTcf(tcData({ 1: true }, { eventStatus: 'cmpuishown' })), undefined)
  assert.equal(readTcf(tcData({}, { eventStatus: undefined })), undefined)
  assert.deepEqual(readTcf(tcData({}, { gdprApplies: false, eventStatus: 'tcloaded' })), {})
  assert.equal(readTcf(tcData({}, { gdprApplies: undefined, eventStatus: 'cmpuishown' })), undefined)
})

const ping = (parsedSections, more) => ({
  gppVersion: '1.1',
  cmpStatus: 'loaded',
  cmpDisplayStatus: 'hidden',
  signalStatus: 'ready',
  supportedAPIs: ['7:usnat', '8:usca'],
  gppString: 'DBABLA~BVQqAAAAAgA.QA',
  applicableSections: [7],
  parsedSections,
  ...more,
})
const NO = { analytics: false, marketing: false }
const YES = { analytics: true, marketing: true }
const usnat = (more) => ({ Version: 1, SaleOptOut: 2, SharingOptOut: 2, TargetedAdvertisingOptOut: 2, ...more })

test('GPP: one opt-out is enough, and so is the global control within it', () => {
  assert.deepEqual(plain(readGpp(ping({ usnat: usnat() }))), YES)
  for (const name of ['SaleOptOut', 'SharingOptOut', 'TargetedAdvertisingOptOut']) {
    assert.deepEqual(plain(readGpp(ping({ usnat: usnat({ [name]: 1 }) }))), NO, name)
  }
  assert.deepEqual(plain(readGpp(ping({ usnat: [usnat(), { SubsectionType: 1, Gpc: true }] }))), NO)
  assert.deepEqual(plain(readGpp(ping({ usnat: [usnat(), { SubsectionType: 1, Gpc: false }] }))), YES)
  assert.deepEqual(plain(readGpp(ping({ usca: { Version: 1, SaleOptOut: 1, SharingOptOut: 2 } }))), NO)
  assert.equal(readGpp(ping({ usnat: usnat() })).said, 'DBABLA~BVQqAAAAAgA.QA')
})

test('GPP: of several sections the strictest holds, in whichever order', () => {
  assert.deepEqual(plain(readGpp(ping({ usnat: usnat(), usva: { SaleOptOut: 1 } }))), NO)
  assert.deepEqual(plain(readGpp(ping({ usva: { SaleOptOut: 1 }, usnat: usnat() }))), NO)
})

test('GPP: what does not apply says nothing', () => {
  assert.deepEqual(readGpp(ping({ usnat: { SaleOptOut: 0, SharingOptOut: 0, TargetedAdvertisingOptOut: 0 } })), {})
  assert.deepEqual(readGpp(ping({}, { applicableSections: [-1] })), {})
  assert.deepEqual(readGpp(ping(undefined)), {})
  assert.deepEqual(readGpp(ping({ uspv1: '1YNN' })), {})
  assert.equal(readGpp(ping({ usnat: usnat() }, { signalStatus: 'not ready' })), undefined)
  assert.equal(readGpp(undefined), undefined)
})

test('GPP: the European section is read as the TCF is, whether it lists numbers or truths', () => {
  const expected = { preferences: false, analytics: true, marketing: false }
  const of = (PurposeConsents) => plain(readGpp(ping({ tcfeuv2: { PurposeConsents } })))
  assert.deepEqual(of([1, 8]), expected)
  assert.deepEqual(of([true, false, false, false, false, false, false, true]), expected)
  assert.deepEqual(of({ 1: true, 8: true }), expected)
  assert.deepEqual(of(undefined), { preferences: false, analytics: false, marketing: false })
})

test('Shopify: its methods say it; one that is missing says no', () => {
  const api = {
    analyticsProcessingAllowed: () => true,
    marketingAllowed: () => false,
    preferencesProcessingAllowed: () => true,
    saleOfDataAllowed: () => false,
  }
  const expected = { preferences: true, analytics: true, marketing: false }
  assert.deepEqual(readShopify(api), { ...expected, said: { ...expected, sale_of_data: false } })
  assert.deepEqual(plain(readShopify({})), { preferences: false, analytics: false, marketing: false })
  assert.equal(readShopify({ marketingAllowed: () => 'yes' }).marketing, false)
})
