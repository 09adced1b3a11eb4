// Data attributes: what marked elements tell.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readData } from '../../pkg/shell/capture/attributes.js'

test('names the properties as GA4 does', () => {
  const data = { color: 'red', barrioTrack: 'add_to_cart', barrioItemId: '0012', barrioPrice: '49.90', barrioQuantity: 'two' }
  assert.deepEqual(readData(data), {
    type: 'event',
    name: 'add_to_cart',
    properties: { item_id: '0012', price: 49.9, quantity: 'two' },
  })
})

test('what is too long is left out, and an empty number stays text', () => {
  const data = { barrioTrack: 'search', barrioTerm: 'x'.repeat(10_001), barrioValue: '' }
  assert.deepEqual(readData(data).properties, { value: '' })
})
