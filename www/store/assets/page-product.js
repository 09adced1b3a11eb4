// A product: reports the view, and puts the chosen size in the cart.
import { ecommerce, item } from './analytics.js'
import { MOST, add, cart, countOf, productOf } from './cart.js'
import { element, find } from './dom.js'
import { reportLists } from './lists.js'

const form = find('[data-product]')
const product = productOf(form.dataset.product)
const problem = find('[data-size-error]')
const added = find('[data-added]')

function say(size, change) {
  const name = product.sizes.length > 1 ? `${product.name}, ${size}` : product.name
  const count = countOf(cart().lines)
  const text = change ? `${name} is in your cart. ` : `Your cart holds ${MOST} of these, the most we send at once. `
  added.replaceChildren(text, element('a', { href: '/cart.html' }, count === 1 ? 'See the cart' : `See the cart (${count} items)`))
}

form.addEventListener('submit', (event) => {
  event.preventDefault()
  const size = new FormData(form).get('size')
  problem.hidden = Boolean(size)
  if (!size) return find('input:not(:disabled)', form).focus()
  const change = add(product.sku, size)
  if (change) ecommerce('add_to_cart', [item(product, { size, quantity: change })])
  say(size, change)
})
form.addEventListener('change', () => { problem.hidden = true })

ecommerce('view_item', [item(product)])
reportLists()
