// GA4 ecommerce events on `window.dataLayer`, as a store with a tag manager pushes them.
import catalog from './catalog.js'
import { categoryOf, productOf } from './cart.js'

const layer = (window.dataLayer ??= [])
const { currency, name: brand } = catalog.store

export const item = (product, { quantity = 1, size, ...more } = {}) => ({
  item_id: product.sku,
  item_name: product.name,
  item_brand: brand,
  item_category: categoryOf(product).id,
  ...(size && { item_variant: size }),
  price: product.price,
  quantity,
  ...more,
})

export const itemsOf = (lines) => lines.map(({ sku, size, quantity }) => item(productOf(sku), { size, quantity }))

/** Google's guide: empty the last ecommerce object first, or the layer merges the two. */
export function ecommerce(event, items, more = {}) {
  const value = items.reduce((sum, { price, quantity }) => sum + price * quantity, 0)
  layer.push({ ecommerce: null })
  layer.push({ event, ecommerce: { currency, value, ...more, items } })
}

export const login = (method) => layer.push({ event: 'login', method })
