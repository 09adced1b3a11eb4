// The checkout in three steps, and the page that says the order is placed.
import { html } from './html.mjs'
import { icon } from './icons.mjs'
import { empty, summary } from './cart.mjs'
import { countryOptions, field } from './fields.mjs'

const steps = [['contact', 'Address'], ['delivery', 'Delivery'], ['payment', 'Payment']]

const progress = (now) => html`<nav class="progress" aria-label="Checkout steps"><ol>${steps.map(([id, name], i) => {
  const at = steps.findIndex(([other]) => other === now)
  if (i < at) return html`<li class="done"><a href="/checkout/${id}.html">${name}</a></li>`
  return html`<li${i === at && html` aria-current="step"`}>${name}</li>`
})}</ol></nav>`

const checkout = (id, title, form) => ({
  title,
  script: 'page-checkout',
  private: true,
  checkout: true,
  description: `${title}: a step of the checkout at Maple & Main.`,
  body: html`<div class="section section-first tall">
${empty}
<div class="checkout" data-full data-step="${id}" hidden>
<div class="checkout-form">${progress(id)}<h1>${title}</h1>${form}</div>
<div class="checkout-summary">${summary('Your order', html`<ul class="mini" data-mini aria-label="Items in your order"></ul>`)}</div>
</div>
</div>`,
})

const next = (text, back, backText) => html`<div class="form-end"><button class="button" type="submit">${text} ${icon('arrow')}</button><a class="text-link" href="${back}">${backText}</a></div>`

export const contact = (catalog) => checkout('contact', 'Where should it go?', html`<form class="form" data-contact novalidate>
${field('email', 'Email', { type: 'email', autocomplete: 'email', hint: 'For the receipt and the tracking number.' })}
${field('first-name', 'First name', { name: 'firstName', autocomplete: 'given-name', wide: false })}
${field('last-name', 'Last name', { name: 'lastName', autocomplete: 'family-name', wide: false })}
<div class="field"><label for="country">Country</label><select id="country" name="country" autocomplete="country" data-country>${countryOptions(catalog)}</select></div>
${field('address', 'Address', { autocomplete: 'street-address' })}
${field('city', 'City', { autocomplete: 'address-level2', wide: false })}
${field('region', 'State or region', { autocomplete: 'address-level1', optional: true, wide: false })}
${field('postal-code', 'Postal code', { name: 'postalCode', autocomplete: 'postal-code', wide: false })}
${field('phone', 'Phone', { type: 'tel', autocomplete: 'tel', optional: true, wide: false })}
${next('Continue to delivery', '/cart.html', 'Back to cart')}
</form>`)

export const delivery = () => checkout('delivery', 'How fast?', html`<p class="recap" data-recap></p>
<form class="form" data-delivery novalidate><fieldset class="choices"><legend class="hidden">Delivery</legend><div data-methods></div></fieldset>
${next('Continue to payment', '/checkout/contact.html', 'Back to the address')}
</form>`)

export const payment = () => checkout('payment', 'Pay by card', html`<p class="recap" data-recap></p>
<form class="form" data-payment novalidate>
<p class="demo-card">This is a demonstration. Nothing is charged, and what you type here stays on this page. <button class="link" type="button" data-test-card>Fill in a test card</button></p>
${field('card-number', 'Card number', { name: '', attributes: html`inputmode="numeric" maxlength="23" data-card="number" placeholder="4242 4242 4242 4242"` })}
${field('card-expiry', 'Expires', { name: '', attributes: html`inputmode="numeric" maxlength="7" data-card="expiry" placeholder="MM / YY"`, wide: false })}
${field('card-code', 'Security code', { name: '', attributes: html`inputmode="numeric" maxlength="4" data-card="code" placeholder="123"`, wide: false })}
${field('card-name', 'Name on the card', { name: '', attributes: html`data-card="name"` })}
${next('Place the order', '/checkout/delivery.html', 'Back to delivery')}
</form>`)

export const orderPlaced = () => ({
  title: 'Order placed',
  script: 'page-order',
  private: true,
  description: 'Thank you for your order at Maple & Main.',
  body: html`<div class="section section-first tall">
<div class="placed" data-order hidden>
<div class="placed-text"><p class="eyebrow">Order <span data-order-number></span></p><h1 data-order-thanks>Thank you</h1><p class="lead" data-order-line></p>
<p class="actions"><a class="button" href="/">Keep looking around</a><a class="text-link" href="/account.html">Your orders ${icon('arrow')}</a></p></div>
<div>${summary('What we are packing', html`<ul class="mini" data-mini aria-label="Items ordered"></ul>`)}</div>
</div>
<div class="page-head" data-no-order hidden><h1>No order here</h1><p class="lead">This browser has not placed an order yet.</p><p><a class="button" href="/">To the shop</a></p></div>
</div>`,
})
