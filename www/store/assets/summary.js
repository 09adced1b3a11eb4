// The sums of a cart or an order, and the short list of what is in it.
import { productOf } from './cart.js'
import { element, find, money } from './dom.js'

const row = (name, value, kind) => element('div', kind ? { class: kind } : {}, element('dt', {}, name), element('dd', {}, value))
const priceOrFree = (amount) => (amount ? money(amount) : 'Free')

export function showTotals({ method, subtotal, discount, coupon, total }) {
  const rows = [row('Subtotal', money(subtotal)), row(`Shipping: ${method.name}`, priceOrFree(method.price))]
  if (discount) rows.push(row(`Discount ${coupon}`, `−${money(discount)}`, 'saved'))
  rows.push(row('Total', money(total), 'total'))
  find('[data-totals]').replaceChildren(...rows)
}

export const pictureOf = (product) => element('img', { src: `/img/products/${product.id}.svg`, width: 800, height: 1000, alt: '' })
export const variantOf = (product, size) => (product.sizes.length > 1 ? `${product.color}, ${size}` : product.color)

const miniLine = ({ sku, size, quantity }) => {
  const product = productOf(sku)
  return element('li', {}, pictureOf(product),
    element('span', { class: 'mini-text' }, element('strong', {}, product.name), element('span', { class: 'muted' }, `${variantOf(product, size)} · ${quantity}`)),
    element('span', {}, money(product.price * quantity)))
}

export const showMini = (lines) => find('[data-mini]').replaceChildren(...lines.map(miniLine))
