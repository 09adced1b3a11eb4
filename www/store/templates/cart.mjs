// The cart, filled in by its script from what the device remembers.
import { html } from './html.mjs'
import { icon } from './icons.mjs'
import { countryOptions } from './fields.mjs'

export const summary = (title, extra = '') => html`<section class="summary" aria-labelledby="summary-title">
<h2 id="summary-title">${title}</h2>
${extra}
<dl class="totals" data-totals></dl>
</section>`

const estimate = (catalog) => html`<div class="field"><label for="estimate-country">Deliver to</label><select id="estimate-country" data-country>${countryOptions(catalog)}</select></div>
<form class="coupon" data-coupon novalidate><div class="field"><label for="coupon">Discount code</label><input id="coupon" name="coupon" autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="24" aria-describedby="coupon-message"></div><button class="button button-quiet" type="submit">Apply</button><p class="coupon-message" id="coupon-message" role="status" data-coupon-message></p></form>`

export const empty = html`<div class="empty" data-empty hidden><img src="/img/products/tote.svg" width="800" height="1000" alt=""><div><h2>Nothing in it yet</h2><p>Things you add wait here, on this device, until you are ready.</p><p><a class="button" href="/c/outerwear.html">Look at coats</a></p></div></div>`

export const cart = (catalog) => ({
  title: 'Cart',
  script: 'page-cart',
  private: true,
  description: 'What you have chosen at Maple & Main.',
  body: html`<div class="section section-first tall">
<div class="page-head"><h1>Your cart</h1></div>
${empty}
<div class="cart" data-full hidden>
<div><ul class="lines" data-lines aria-label="Cart items"></ul><p class="hidden" role="status" data-cart-status></p></div>
<div>${summary('Summary', estimate(catalog))}<a class="button button-wide" href="/checkout/contact.html">Check out ${icon('arrow')}</a><p class="muted small">Taxes and duties are included.</p></div>
</div>
</div>`,
})
