// The data layer: which entries are events of the visitor, and what they say of the page.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { events, impliedType, toldType } from '../../pkg/shell/capture/data-layer.js'

const told = (entry) => events([entry])[0]

test('takes a push of tag manager', () => {
  const items = [{ item_id: 'P1' }]
  const ecommerce = { currency: 'USD', value: 49.9, items }
  assert.deepEqual(told({ event: 'add_to_cart', 'gtm.uniqueEventId': 7, list: 'home', ecommerce }), {
    type: 'event',
    name: 'add_to_cart',
    properties: { list: 'home', currency: 'USD', value: 49.9, items },
  })
})

test('takes a call of gtag as array or arguments', () => {
  const parameters = { transaction_id: 'T1', value: 9, send_to: 'G-1' }
  const expected = { type: 'event', name: 'purchase', properties: { transaction_id: 'T1', value: 9 } }
  assert.deepEqual(told(['event', 'purchase', parameters]), expected)
  assert.deepEqual(told({ 0: 'event', 1: 'purchase', 2: parameters }), expected)
})

test('leaves out what is no event of the visitor', () => {
  const none = [
    { event: 'gtm.js', 'gtm.start': 1 },
    { event: 'page_view' },
    { event: '' },
    { event: 5 },
    { ecommerce: null },
    ['config', 'G-1', {}],
    ['consent', 'default', { ad_storage: 'denied' }],
    null,
    undefined,
    3,
    'event',
  ]
  for (const entry of none) assert.equal(told(entry), undefined, JSON.stringify(entry))
})

test('an event without parameters, and with commerce that is none', () => {
  assert.deepEqual(told(['event', 'search']).properties, {})
  assert.deepEqual(told({ event: 'search', ecommerce: 'none' }).properties, {})
})

test('finds the kind of the page', () => {
  const kinds = (entries) => [toldType(entries), impliedType(entries)]
  assert.deepEqual(kinds([{ pageType: 'home' }, { event: 'gtm.js' }]), ['home', undefined])
  const productPage = [{ event: 'view_item_list' }, ['event', 'view_item', {}], { event: 'view_item_list' }]
  assert.deepEqual(kinds(productPage), [undefined, 'product'])
  assert.deepEqual(kinds([{ event: 'add_to_cart' }, null]), [undefined, undefined])
})
