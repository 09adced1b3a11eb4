// The gallery: a small scene of the shop, and a button for each message of gallery.json that can be shown in it.
import { html, jsonLd, money } from './html.mjs'
import { leaf } from './icons.mjs'

const formats = {
  banner: 'Banners', modal: 'Modals', card: 'Cards', teaser: 'Teasers', inline: 'In the page', tooltip: 'Tooltips',
  hotspot: 'Hotspots', tour: 'Tours', checklist: 'Checklists', survey: 'Surveys', form: 'Forms', chat: 'Chat', preferences: 'Preferences',
}

const entry = ({ id, comment }) => html`<li><button type="button" data-barrio-show="${id}">${comment}</button><a href="?show=${id}" data-alone aria-label="${comment}, by itself">by itself</a></li>`

const group = (campaigns) => ([format, name]) => {
  const some = campaigns.filter((campaign) => campaign.format === format)
  return some.length > 0 && html`<section aria-labelledby="${format}"><h2 id="${format}">${name}</h2><ul>${some.map(entry)}</ul></section>`
}

const choice = (name, legend, options) => html`<fieldset><legend>${legend}</legend>${options.map(([value, text]) =>
  html`<label><input type="radio" name="${name}" value="${value}"><span>${text}</span></label>`)}</fieldset>`

const controls = html`<form class="controls" data-controls>
${choice('lang', 'Language', [['en', 'English'], ['es', 'Español'], ['ar', 'العربية']])}
${choice('scheme', 'Colors', [['auto', 'As the device'], ['light', 'Light'], ['dark', 'Dark']])}
</form>`

/** Words of the scene by language; a script puts them in. */
const words = (en, es, ar) => html`<span data-es="${es}" data-ar="${ar}">${en}</span>`

const scene = ({ name, id, price, sizes, soldOut }) => html`<section class="scene" aria-label="A product of the shop">
<img id="scene-picture" src="/img/products/${id}.svg" width="800" height="1000" alt="">
<div class="scene-text">
<p class="scene-name">${words(name, name, 'سترة ليكفرونت')}</p>
<p><span id="scene-price">${money(price)}</span></p>
<ul id="scene-sizes" class="scene-sizes">${sizes.map((size) => html`<li${soldOut.includes(size) && html` class="out"`}>${size}</li>`)}</ul>
<size-guide></size-guide>
<p><button class="scene-add" id="scene-add" type="button">${words('Add to cart', 'Añadir a la cesta', 'أضف إلى السلة')}</button></p>
<div id="scene-inline"></div>
</div>
</section>`

/** What the shop says of the product to search engines, and so to barrio. */
const data = (item, currency) => jsonLd({
  '@context': 'https://schema.org', '@type': 'Product', name: item.name, sku: item.sku,
  offers: { '@type': 'Offer', price: item.price.toFixed(2), priceCurrency: currency },
})

export function gallery({ store, products }, { campaigns }) {
  const item = products.find(({ id }) => id === 'parka')
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<script src="/assets/gallery-visit.js"></script>
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Gallery · ${store.name}</title>
<meta name="robots" content="noindex">
<link rel="icon" type="image/svg+xml" href="/img/leaf.svg">
<link rel="stylesheet" href="/assets/gallery.css">
<script type="module" src="/assets/gallery.js"></script>
<script async src="/barrio/barrio.js" data-config="/gallery.json"></script>
${data(item, store.currency)}
</head>
<body>
<header class="head"><a class="logo" href="/">${leaf}<span>${store.name}</span></a></header>
<main>
<div class="intro"><h1>Every message</h1><p>All that barrio can show, each by its button. <a href="/gallery.json">The store file</a></p>${controls}</div>
${scene(item)}
<div class="list">${Object.entries(formats).map(group(campaigns))}</div>
</main>
</body>
</html>`
}
