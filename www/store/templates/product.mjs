// A product: pictures, size, add to cart, details, what goes with it.
import { html, money } from './html.mjs'
import { icon } from './icons.mjs'
import { breadcrumbData, grid, picture, trail } from './cards.mjs'

const productData = (catalog, item, department) => ({
  '@context': 'https://schema.org',
  '@type': 'Product',
  name: item.name, sku: item.sku, description: item.summary, color: item.color, category: department.name,
  image: `/img/products/${item.id}.svg`,
  brand: { '@type': 'Brand', name: catalog.store.name },
  offers: { '@type': 'Offer', url: `/p/${item.id}.html`, price: item.price.toFixed(2), priceCurrency: catalog.store.currency,
    availability: 'https://schema.org/InStock', itemCondition: 'https://schema.org/NewCondition' },
})

const size = (item, name, i) => {
  const soldOut = item.soldOut.includes(name)
  const only = item.sizes.length === 1
  return html`<label class="size${soldOut && ' size-out'}"><input type="radio" name="size" value="${name}" required${soldOut && html` disabled`}${only && html` checked`}><span>${name}${soldOut && html`<span class="hidden"> (sold out)</span>`}</span></label>`
}

const buyForm = (item) => html`<form class="buy" data-product="${item.sku}" novalidate>
<fieldset aria-describedby="size-error"><legend>Size</legend><div class="sizes">${item.sizes.map((name) => size(item, name))}</div>
<p class="error" id="size-error" data-size-error hidden>Choose a size first.</p></fieldset>
<button class="button button-wide" type="submit">Add to cart · ${money(item.price)}</button>
<p class="added" role="status" data-added></p>
</form>`

const more = (title, content, open) => html`<details class="more"${open && html` open`}><summary>${title}</summary><div>${content}</div></details>`

export function product(catalog, item) {
  const department = catalog.categories.find(({ id }) => id === item.category)
  const steps = [{ name: 'Home', href: '/' }, { name: department.name, href: `/c/${department.id}.html` }, { name: item.name, href: `/p/${item.id}.html` }]
  const pairs = item.pairs.map((id) => catalog.products.find((other) => other.id === id))
  return {
    title: item.name,
    script: 'page-product',
    description: `${item.name}, ${money(item.price)}. ${item.summary}`,
    data: [productData(catalog, item, department), breadcrumbData(steps)],
    body: html`<div class="section section-first">
${trail([steps[0], steps[1], { name: item.name }])}
<div class="product">
<div class="gallery" role="group" aria-label="Pictures of the ${item.name}" tabindex="0">${picture(item, { eager: true, alt: `${item.name} in ${item.color.toLowerCase()}, the whole piece` })}${picture(item, { view: '-close', eager: true, alt: `${item.name}, a close look at the material` })}<img src="/img/products/${item.id}-outfit.svg" width="1600" height="900" loading="lazy" decoding="async" alt="${item.name} with ${pairs.map(({ name }) => name).join(', ')}"></div>
<div class="product-text">
<p class="eyebrow">${item.badge ?? department.name}</p>
<h1>${item.name}</h1>
<p class="price">${money(item.price)}</p>
<p class="lead">${item.summary}</p>
<p class="color">Color: <strong>${item.color}</strong></p>
${buyForm(item)}
<ul class="assurances"><li>${icon('truck')}Free US shipping from ${money(catalog.delivery.freeFrom)}</li><li>${icon('swap')}60 days to change your mind</li><li>${icon('needle')}Mended for life</li></ul>
<p class="how"><button class="link" type="button" data-barrio-show="how-to-order">How ordering works</button></p>
${more('Details', html`<ul>${item.details.map((line) => html`<li>${line}</li>`)}</ul>`, true)}
${more('Care', html`<p>${item.care}</p>`)}
${more('Shipping and returns', html`<p>In the US in 3 to 5 working days, abroad in 7 days with duties included. Send it back within 60 days. <a href="/help/shipping.html">All about shipping</a></p>`)}
</div>
</div>
</div>
<section class="section" aria-labelledby="pairs-title"><h2 class="section-title" id="pairs-title">Goes well with</h2>
${grid(pairs, { id: 'pairs', name: 'Goes well with', heading: 'h3' })}</section>`,
  }
}
