// What every page has: the number on the cart, and the demonstration's bar.
import { cart, countOf } from './cart.js'
import { findAll, show } from './dom.js'
import './demo-bar.js'

function showCount() {
  const count = countOf(cart().lines)
  show('[data-cart-badge]', count > 0)
  for (const badge of findAll('[data-cart-count]')) badge.textContent = String(count)
}

showCount()
window.addEventListener('maple:cart', showCount)
// Another tab changed the cart, or the page came back from the browser's memory.
window.addEventListener('storage', showCount)
window.addEventListener('pageshow', showCount)
