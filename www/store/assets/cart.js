// The cart, kept on the device under `maple-cart`: lines, country, discount code, and what they cost.
import catalog from './catalog.js'
import { load, save } from './storage.js'

const KEY = 'maple-cart'
export const MOST = 10

const bySku = new Map(catalog.products.map((product) => [product.sku, product]))
export const productOf = (sku) => bySku.get(sku)
export const categoryOf = (product) => catalog.categories.find(({ id }) => id === product.category)

const sound = ({ sku, size, quantity }) => bySku.get(sku)?.sizes.includes(size) && Number.isInteger(quantity) && quantity >= 1 && quantity <= MOST

/** What is stored may be old or edited by hand: only lines that can be sold are kept. */
export function cart() {
  const stored = load(KEY, {})
  return {
    lines: Array.isArray(stored.lines) ? stored.lines.filter(sound) : [],
    country: catalog.countries[stored.country] ? stored.country : catalog.store.country,
    coupon: couponOf(stored.coupon)?.code,
  }
}

function keep(changes) {
  save(KEY, { ...cart(), ...changes })
  window.dispatchEvent(new Event('maple:cart'))
}

export const setCountry = (country) => keep({ country })
export const setCoupon = (code) => keep({ coupon: code })
export const couponOf = (code) => catalog.coupons.find((coupon) => coupon.code === String(code ?? '').trim().toUpperCase())
/** Whether a code counts for where the parcel goes. */
export const counts = ({ where }, { country }) => where !== 'abroad' || abroad(country)
export const emptyCart = () => keep({ lines: [], coupon: undefined })

const same = (line, other) => line.sku === other.sku && line.size === other.size

/** Sets how many of a line there are, 0 to take it out; says by how many it changed. */
export function setQuantity(line, wanted) {
  const { lines } = cart()
  const before = lines.find((other) => same(line, other))?.quantity ?? 0
  const quantity = Math.max(0, Math.min(MOST, wanted))
  const changed = { sku: line.sku, size: line.size, quantity }
  const others = before ? lines.map((other) => (same(line, other) ? changed : other)) : [...lines, changed]
  keep({ lines: others.filter((other) => other.quantity > 0) })
  return quantity - before
}

export function add(sku, size) {
  const before = cart().lines.find((line) => same(line, { sku, size }))?.quantity ?? 0
  return setQuantity({ sku, size }, before + 1)
}

export const countOf = (lines) => lines.reduce((sum, { quantity }) => sum + quantity, 0)
export const valueOf = (lines) => lines.reduce((sum, { sku, quantity }) => sum + productOf(sku).price * quantity, 0)

const abroad = (country) => country !== catalog.store.country

/** The ways to send this cart to a country, each with its price today. */
export function methods({ lines, country }) {
  const free = valueOf(lines) >= catalog.delivery.freeFrom
  const list = abroad(country) ? catalog.delivery.abroad : catalog.delivery.home
  return list.map((method) => ({ ...method, price: method.freeable && free ? 0 : method.price }))
}

export function totals(state, methodId) {
  const ways = methods(state)
  const method = ways.find(({ id }) => id === methodId) ?? ways[0]
  const subtotal = valueOf(state.lines)
  const known = couponOf(state.coupon)
  const coupon = known && counts(known, state) ? known : undefined
  const share = (price, part = 0) => Math.round(price * part * 100) / 100
  const shippingDiscount = share(method.price, coupon?.shippingOff)
  const discount = shippingDiscount + share(subtotal, coupon?.off)
  const total = subtotal + method.price - discount
  return { method, subtotal, discount, coupon: coupon?.code, shipping: method.price - shippingDiscount, total }
}
