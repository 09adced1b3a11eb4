// The cart page: lines with their quantity, the estimate for a country, the discount code.
import { ecommerce, item, itemsOf } from './analytics.js'
import { MOST, cart, counts, couponOf, productOf, setCountry, setCoupon, setQuantity, totals } from './cart.js'
import { element, find, money, show } from './dom.js'
import { pictureOf, showTotals, variantOf } from './summary.js'

const list = find('[data-lines]')
const status = find('[data-cart-status]')

function change(line, quantity) {
  const product = productOf(line.sku)
  const by = setQuantity(line, quantity)
  if (by) ecommerce(by > 0 ? 'add_to_cart' : 'remove_from_cart', [item(product, { size: line.size, quantity: Math.abs(by) })])
  status.textContent = quantity ? `${product.name}: ${quantity}` : `${product.name} is out of your cart.`
}

const control = (line, action, text, label, disabled = false) =>
  element('button', { type: 'button', class: `control-${action}`, 'data-action': action, 'data-line': `${line.sku} ${line.size}`, 'aria-label': label, disabled }, text)

const lineItem = (line) => {
  const product = productOf(line.sku)
  const href = `/p/${product.id}.html`
  return element('li', { class: 'line' },
    element('a', { href, class: 'line-picture', tabindex: -1, 'aria-hidden': 'true' }, pictureOf(product)),
    element('div', { class: 'line-text' },
      element('h2', {}, element('a', { href }, product.name)),
      element('p', { class: 'muted' }, variantOf(product, line.size)),
      element('div', { class: 'line-tools' },
        element('div', { class: 'stepper', role: 'group', 'aria-label': `How many: ${product.name}` },
          control(line, 'less', '−', `One fewer ${product.name}`, line.quantity === 1),
          element('span', {}, String(line.quantity)),
          control(line, 'more', '+', `One more ${product.name}`, line.quantity === MOST)),
        control(line, 'remove', 'Remove', `Remove ${product.name}`))),
    element('p', { class: 'line-price' }, money(product.price * line.quantity)))
}

function render() {
  const state = cart()
  show('[data-empty]', state.lines.length === 0)
  show('[data-full]', state.lines.length > 0)
  list.replaceChildren(...state.lines.map(lineItem))
  find('[data-country]').value = state.country
  showTotals(totals(state))
  showCoupon(state)
}

function showCoupon({ coupon, country }) {
  const message = find('[data-coupon-message]')
  const known = couponOf(coupon)
  if (!known) return
  find('#coupon').value = known.code
  const later = counts(known, { country }) ? '' : ' It counts once you choose a country other than the United States.'
  message.textContent = `${known.code}: ${known.text}.${later}`
}

/** The list was drawn again: give the focus back to the control that had it, or to its neighbour. */
function refocus(action, key, index) {
  const again = find(`[data-action="${action}"][data-line="${CSS.escape(key)}"]:not(:disabled)`, list) ?? find(`[data-line="${CSS.escape(key)}"]:not(:disabled)`, list)
  const near = list.children[Math.min(index, list.children.length - 1)]
  const target = again ?? (near ? find('h2 a', near) : find('[data-empty] a'))
  target.focus()
}

list.addEventListener('click', (event) => {
  const button = event.target.closest('[data-action]')
  if (!button) return
  const { action, line: key } = button.dataset
  const index = [...list.children].indexOf(button.closest('li'))
  const line = cart().lines[index]
  change(line, { less: line.quantity - 1, more: line.quantity + 1, remove: 0 }[action])
  render()
  refocus(action, key, index)
})

find('[data-country]').addEventListener('change', (event) => {
  setCountry(event.target.value)
  render()
})

find('[data-coupon]').addEventListener('submit', (event) => {
  event.preventDefault()
  const typed = find('#coupon').value
  const known = couponOf(typed)
  setCoupon(known?.code)
  if (!known) find('[data-coupon-message]').textContent = typed.trim() ? 'We do not know this code. Check its letters and try again.' : ''
  render()
})

render()
// Another tab may have changed the cart; so may the page that the back button left.
window.addEventListener('storage', render)
if (cart().lines.length) ecommerce('view_cart', itemsOf(cart().lines))
