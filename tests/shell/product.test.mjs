// schema.org data: the product that a page is about, and the page's kind.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findProduct, nodesOf, pageType } from '../../pkg/shell/capture/product.js'

const find = (document, sure = false) => findProduct(nodesOf(document), sure)

test('reads a plain product', () => {
  const document = {
    '@context': 'https://schema.org',
    '@type': 'Product',
    sku: 'PARKA-1',
    name: ' Parka ',
    brand: { '@type': 'Brand', name: 'Maple' },
    category: 'Outerwear',
    offers: { '@type': 'Offer', price: '189.00', priceCurrency: 'USD' },
  }
  const facts = { sku: 'PARKA-1', name: 'Parka', brand: 'Maple', category: 'Outerwear', price: 189, currency: 'USD' }
  assert.deepEqual(find(document), facts)
})

test('finds it wherever it stands', () => {
  const product = { '@type': ['Thing', 'http://schema.org/Product'], mpn: 7, name: 'Lamp', brand: 'Lumen' }
  const documents = [
    [{ '@type': 'Organization' }, product],
    { '@graph': [{ '@type': 'WebSite' }, product] },
    { '@type': 'ItemPage', mainEntity: product },
  ]
  for (const document of documents) assert.deepEqual(find(document), { sku: '7', name: 'Lamp', brand: 'Lumen' })
})

test('reads every shape of offer', () => {
  const shapes = [
    [{ price: 10, priceCurrency: 'EUR' }, { price: 12 }],
    { '@type': 'AggregateOffer', lowPrice: '10', highPrice: '20', priceCurrency: 'EUR' },
    { priceSpecification: [{ price: '€10.00', priceCurrency: 'EUR' }] },
  ]
  for (const offers of shapes) {
    assert.deepEqual(find({ '@type': 'Product', name: 'A', offers }), { name: 'A', price: 10, currency: 'EUR' })
  }
})

test('an amount that cannot be told is left out', () => {
  for (const price of ['1,234.50', 'on request', '', '007', {}]) {
    assert.deepEqual(find({ '@type': 'Product', name: 'A', offers: { price } }), { name: 'A' }, String(price))
  }
})

test('reads a group of variants', () => {
  const variant = { '@type': 'Product', name: 'Tee S', offers: { price: 5, priceCurrency: 'USD' } }
  const group = { '@type': 'ProductGroup', productGroupID: 'G1', name: 'Tee', hasVariant: [variant] }
  assert.deepEqual(find(group), { sku: 'G1', name: 'Tee', price: 5, currency: 'USD' })
})

test('a list of products is about none', () => {
  const list = ['A', 'B'].map((name) => ({ '@type': 'Product', name }))
  assert.equal(find(list), undefined)
  assert.equal(find(list, true).name, 'A')
  assert.equal(find([list[0], list[0]]).name, 'A')
})

test('survives what is no product', () => {
  const circle = { '@type': 'Thing' }
  circle.mainEntity = circle
  for (const document of [null, 3, [], { '@type': 5 }, { '@type': 'Product', offers: [[]], name: {} }, circle]) {
    assert.equal(find(document), undefined)
  }
})

test('knows the kind of page', () => {
  const kind = (document) => pageType(nodesOf(document))
  assert.equal(kind({ '@graph': [{ '@type': 'CollectionPage' }] }), 'category')
  assert.equal(kind({ '@type': 'https://schema.org/FAQPage' }), 'faq')
  assert.equal(kind({ '@type': 'MyFAQPage' }), undefined)
  assert.equal(kind({ '@type': 'Organization' }), undefined)
})
