// The three steps of the checkout: address, delivery, payment.
import catalog from './catalog.js'
import { ecommerce, itemsOf } from './analytics.js'
import { cart, emptyCart, methods, setCountry, totals } from './cart.js'
import { setUpCard } from './card-form.js'
import { element, find, money, show } from './dom.js'
import { onSubmit } from './forms.js'
import { account, begun, checkout, dropCheckout, saveBegun, saveCheckout, saveOrder } from './people.js'
import { showMini, showTotals } from './summary.js'

const go = (path) => location.assign(path)

function showSums(methodId = checkout().method) {
  const state = cart()
  showTotals(totals(state, methodId))
  showMini(state.lines)
}

const couponField = (coupon) => (coupon ? { coupon } : {})

function showRecap() {
  const { contact } = checkout()
  find('[data-recap]').replaceChildren(`To ${contact.firstName} ${contact.lastName}, ${contact.address}, ${contact.city}, ${catalog.countries[contact.country]}. `,
    element('a', { href: '/checkout/contact.html' }, 'Change'))
}

function knownContact() {
  const person = account()
  const [firstName = '', ...rest] = (person?.name ?? '').split(' ')
  return { email: person?.email ?? '', firstName, lastName: rest.join(' '), country: cart().country, ...checkout().contact }
}

function contactStep() {
  const form = find('[data-contact]')
  for (const [name, value] of Object.entries(knownContact())) {
    const input = form.elements.namedItem(name)
    if (input) input.value = value
  }
  form.elements.namedItem('country').addEventListener('change', (event) => {
    setCountry(event.target.value)
    showSums()
  })
  onSubmit(form, (contact) => {
    setCountry(contact.country)
    saveCheckout({ contact })
    go('/checkout/delivery.html')
  })
  // Coming back from a later step does not begin a second checkout.
  if (!begun()) ecommerce('begin_checkout', itemsOf(cart().lines), couponField(cart().coupon))
  saveBegun()
}

const methodChoice = ({ id, name, note, price }, checked) => element('label', { class: 'choice' },
  element('input', { type: 'radio', name: 'method', value: id, checked }),
  element('span', { class: 'choice-text' }, element('strong', {}, name), element('span', { class: 'muted' }, note)),
  element('span', {}, price ? money(price) : 'Free'))

function deliveryStep() {
  if (!checkout().contact) return location.replace('/checkout/contact.html')
  showRecap()
  const form = find('[data-delivery]')
  const chosen = totals(cart(), checkout().method).method.id
  find('[data-methods]').replaceChildren(...methods(cart()).map((method) => methodChoice(method, method.id === chosen)))
  form.addEventListener('change', (event) => showSums(event.target.value))
  onSubmit(form, ({ method }) => {
    saveCheckout({ method })
    const { coupon, method: way } = totals(cart(), method)
    ecommerce('add_shipping_info', itemsOf(cart().lines), { shipping_tier: way.name, ...couponField(coupon) })
    go('/checkout/payment.html')
  })
}

/** Six characters that cannot be mistaken for one another on the telephone. */
function orderNumber() {
  const alphabet = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'
  const bytes = crypto.getRandomValues(new Uint8Array(6))
  return `MM-${[...bytes].map((byte) => alphabet[byte % alphabet.length]).join('')}`
}

function placeOrder() {
  const state = cart()
  const { contact, method } = checkout()
  const sums = totals(state, method)
  ecommerce('add_payment_info', itemsOf(state.lines), { payment_type: 'card', ...couponField(sums.coupon) })
  saveOrder({ id: orderNumber(), time: Date.now(), email: contact.email.toLowerCase(), name: contact.firstName, country: contact.country, lines: state.lines, ...sums })
  emptyCart()
  dropCheckout()
  location.replace('/order-placed.html')
}

function paymentStep() {
  const { contact, method } = checkout()
  if (!contact || !method) return location.replace('/checkout/delivery.html')
  showRecap()
  const form = find('[data-payment]')
  setUpCard(form, `${contact.firstName} ${contact.lastName}`)
  onSubmit(form, placeOrder)
}

const full = find('[data-step]')
const hasLines = cart().lines.length > 0
show('[data-empty]', !hasLines)
full.hidden = !hasLines
if (hasLines) {
  showSums()
  ;({ contact: contactStep, delivery: deliveryStep, payment: paymentStep })[full.dataset.step]()
}
