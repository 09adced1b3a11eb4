// Product cards, the grid they stand in, and the path above a page.
import { html, money } from './html.mjs'

export const picture = (product, { view = '', eager = false, alt = '' } = {}) =>
  html`<img src="/img/products/${product.id}${view}.svg" width="800" height="1000" alt="${alt}"${eager ? html` fetchpriority="high"` : html` loading="lazy" decoding="async"`}>`

export const card = (product, heading = 'h2', eager = false) => html`<li class="card">
<a class="card-link" href="/p/${product.id}.html" data-sku="${product.sku}">
<span class="card-picture">${picture(product, { eager })}${product.badge && html`<span class="badge">${product.badge}</span>`}</span>
<span class="card-text">${heading === 'h2' ? html`<h2 class="card-name">${product.name}</h2>` : html`<h3 class="card-name">${product.name}</h3>`}<span class="card-price">${money(product.price)}</span></span>
<span class="card-color">${product.color}</span>
</a></li>`

/** A list of products; the shop's analytics reads its id and name. */
export const grid = (products, { id, name, heading, eager = 0, wide = false }) =>
  html`<ul class="grid${wide && ' grid-wide'}" data-list-id="${id}" data-list-name="${name}">${products.map((product, i) => card(product, heading, i < eager))}</ul>`

export const trail = (steps) => html`<nav class="trail" aria-label="Breadcrumb"><ol>${steps.map(({ name, href }) =>
  html`<li>${href ? html`<a href="${href}">${name}</a>` : html`<span aria-current="page">${name}</span>`}</li>`)}</ol></nav>`

export const breadcrumbData = (steps) => ({
  '@context': 'https://schema.org',
  '@type': 'BreadcrumbList',
  itemListElement: steps.map(({ name, href }, i) => ({ '@type': 'ListItem', position: i + 1, name, ...(href && { item: href }) })),
})
