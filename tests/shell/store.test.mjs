// The device's storage: what several tabs write about is united with what is there.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createStore, PREFIX } from '../../pkg/shell/store.js'

test('what happened to campaigns and in programs is united with what another tab wrote, all else is written', () => {
  const kept = new Map()
  const localStorage = {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, text) => kept.set(key, text),
  }
  Object.defineProperty(globalThis, 'localStorage', { value: localStorage, configurable: true })
  const store = createStore(true, (name, mine, device) => `${name}: ${device}+${mine}`)
  for (const name of ['campaign/a', 'program/a', 'visit']) {
    kept.set(PREFIX + name, 'theirs')
    assert.ok(store.persist(name, 'mine'))
  }
  assert.equal(kept.get('barrio:campaign/a'), 'campaign/a: theirs+mine')
  assert.equal(kept.get('barrio:program/a'), 'program/a: theirs+mine')
  assert.equal(kept.get('barrio:visit'), 'mine')
})
