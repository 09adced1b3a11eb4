// The comparison itself: each rule of the case format, held and broken.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseCase, stepFaults } from './case.mjs'
import { appear, byName, matches, same } from './match.mjs'

const effect = { type: 'show', view: { format: 'modal', blocks: [{ text: 'a' }, { text: 'b' }] } }

test('exact: every key, in any order', () => {
  assert.ok(same({ a: 1, b: [2, null] }, { b: [2, null], a: 1 }))
  for (const other of [{ a: 1 }, { a: 1, b: [2, null], c: 3 }, { a: 1, b: [null, 2] }, { a: '1', b: [2, null] }, null]) {
    assert.ok(!same({ a: 1, b: [2, null] }, other))
  }
  assert.ok(!same('*', 'anything'))
  assert.ok(!same([], {}))
})

test('in part: the keys that are named, to any depth', () => {
  assert.ok(matches({ type: 'show' }, effect))
  assert.ok(matches({ view: { blocks: [{}, { text: 'b' }] } }, effect))
  assert.ok(matches({ view: '*' }, effect))
  assert.ok(matches({ view: { blocks: ['*', { text: '*' }] } }, effect))
  assert.ok(!matches({ view: { blocks: [{ text: 'a' }] } }, effect), 'a list has its length')
  assert.ok(!matches({ other: '*' }, effect), 'a key that is named is there')
  assert.ok(!matches({ toString: '*' }, effect), 'what every object inherits is not there')
})

test('in order, with others between', () => {
  assert.ok(appear([1, 3], [1, 2, 3]))
  assert.ok(!appear([3, 1], [1, 2, 3]))
  assert.ok(!appear([1, 1], [1, 2]))
  assert.ok(appear([], []))
})

test('a step says what is wrong', () => {
  const faults = (step) => stepFaults(step, [effect]).length
  assert.equal(faults({ effects: [effect] }), 0)
  assert.equal(faults({ effects: [] }), 1)
  assert.equal(faults({ none: true }), 1)
  assert.equal(faults({ contains: [{ type: 'hide' }] }), 1)
  assert.equal(faults({ contains: [{ type: 'show' }], absent: [{ type: 'hide' }] }), 0)
  assert.equal(faults({ absent: [{ type: 'hide' }, { view: { format: 'modal' } }] }), 1)
})

test('an explanation is compared in part, its campaigns, rules, programs and steps by their names', () => {
  const rule = (name, verdict) => ({ rule: name, verdict })
  const campaigns = [
    { campaign: 'a', verdict: 'ready', rules: [rule('audience', 'yes'), rule('trigger', 'yes')] },
    { campaign: 'b', verdict: 'stopped', rules: [rule('audience', 'no'), rule('trigger', 'yes')] },
  ]
  const programs = [{ program: 'p', steps: [{ step: 's', state: 'now' }] }]
  const explained = { visitor: { language: 'es' }, bot: false, campaigns, programs }
  assert.deepEqual(Object.keys(byName(explained).campaigns), ['a', 'b'])
  const faults = (explains) => stepFaults({ explains }, [], explained).length
  assert.equal(faults({ visitor: { language: 'es' } }), 0)
  assert.equal(faults({ visitor: { language: 'en' } }), 1)
  assert.equal(faults({ campaigns: { b: { verdict: 'stopped', rules: { audience: { verdict: 'no' } } } } }), 0)
  assert.equal(faults({ campaigns: { b: { rules: { audience: { verdict: 'yes' } } } } }), 1)
  assert.equal(faults({ campaigns: { c: {} } }), 1)
  assert.equal(faults({ programs: { p: { steps: { s: { state: 'now' } } } } }), 0)
  assert.equal(faults({ programs: { p: { steps: { s: { state: 'later' } } } } }), 1)
  assert.equal(faults({ campaigns: { a: { rules: { budget: '*' } } } }), 1)
})

test('a case that cannot fail, or cannot be read, is refused', () => {
  const step = { now: '2026-11-22T10:00:00Z', input: {} }
  const parse = (value) => () => parseCase(JSON.stringify(value))
  assert.doesNotThrow(parse({ name: 'a', store: {}, steps: [step, { ...step, none: true }] }))
  assert.doesNotThrow(parse({ name: 'a', store_text: '{', issues: '*' }))
  assert.doesNotThrow(parse({ name: 'a', store: {}, steps: [{ ...step, explains: { bot: true } }] }))
  assert.throws(parse({ name: 'a', store: {}, steps: [step] }), /expects nothing/)
  assert.throws(parse({ name: 'a', steps: [{ ...step, none: true }] }), /either/)
  assert.throws(parse({ name: 'a', store: {}, steps: [{ ...step, now: 'soon', none: true }] }), /Step 1.*now/)
  assert.throws(parse({ name: 'a', store: {}, steps: [{ ...step, contain: [] }] }), /unknown key: contain/)
  assert.throws(parse({ name: 'a', store: {}, steps: [{ ...step, none: false }] }), /only be true/)
})
