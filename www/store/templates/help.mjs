// Help: shipping, returns and repairs; and the page for what is not there.
import { html, money } from './html.mjs'
import { breadcrumbData, trail } from './cards.mjs'

const rows = (methods) => methods.map(({ name, note, price }) => html`<tr><th scope="row">${name}</th><td>${note}</td><td>${price ? money(price) : 'Free'}</td></tr>`)

const table = (caption, methods) => html`<table><caption>${caption}</caption><thead><tr><th scope="col">Way</th><th scope="col">When</th><th scope="col">Price</th></tr></thead><tbody>${rows(methods)}</tbody></table>`

export function shipping({ delivery, countries, store }) {
  const steps = [{ name: 'Home', href: '/' }, { name: 'Shipping and returns', href: '/help/shipping.html' }]
  const abroad = Object.entries(countries).filter(([code]) => code !== store.country).map(([, name]) => name)
  return {
    title: 'Shipping and returns',
    description: `Free US shipping from ${money(delivery.freeFrom)}; tracked to ${abroad.length + 1} countries with duties included; 60 days to return; repairs for life.`,
    data: [breadcrumbData(steps)],
    body: html`<div class="section section-first">
${trail([steps[0], { name: steps[1].name }])}
<div class="page-head"><h1>Shipping and returns</h1><p class="lead">Everything leaves from our back room in Chicago, usually the same day.</p></div>
<div class="prose">
<section aria-labelledby="us"><h2 id="us">In the United States</h2><p>Standard shipping is free from ${money(delivery.freeFrom)}.</p>${table('Shipping in the United States', delivery.home)}</section>
<section aria-labelledby="abroad"><h2 id="abroad">To other countries</h2><p>The price at the checkout is the price: duties and taxes are included, and nobody asks you for money at the door.</p>${table('Shipping to other countries', delivery.abroad)}<p>We ship to ${abroad.slice(0, -1).join(', ')} and ${abroad.at(-1)}.</p></section>
<section aria-labelledby="returns"><h2 id="returns">Returns</h2><p>You have 60 days. In the United States the label is free; from abroad you pay the postage and we refund the rest, duties too. Bring things back in person whenever you like.</p></section>
<section aria-labelledby="repairs"><h2 id="repairs">Repairs</h2><p>Buttons, seams, elbows and hems are free for as long as you wear the thing. Boots are resoled at cost.</p></section>
<section aria-labelledby="ask"><h2 id="ask">Something else?</h2><p>Write to <a href="mailto:${store.email}">${store.email}</a> or call ${store.phone}, every day from 10 to 7, Chicago time.</p></section>
</div>
</div>`,
  }
}

export const notFound = () => ({
  title: 'Not here',
  private: true,
  description: 'There is no such page.',
  body: html`<div class="section section-first tall"><div class="page-head"><h1>Not on this rail</h1><p class="lead">There is no page at this address. It may have sold out.</p><p><a class="button" href="/">To the shop</a></p></div></div>`,
})
