// The page around every page: head, header, footer and the demonstration's bar.
import { html, jsonLd, money } from './html.mjs'
import { icon, leaf } from './icons.mjs'

const modules = ['catalog', 'dom', 'storage', 'cart', 'analytics', 'chrome', 'demo-bar']

function head(catalog, page) {
  const title = page.home ? `${catalog.store.name} · Clothes from Chicago` : `${page.title} · ${catalog.store.name}`
  return html`<head>
<meta charset="utf-8">
<script src="/assets/persona.js"></script>
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<meta name="description" content="${page.description}">
<meta name="theme-color" content="#0b6e4f">
${page.private && html`<meta name="robots" content="noindex">`}
<link rel="icon" type="image/svg+xml" href="/img/leaf.svg">
<link rel="preload" href="/assets/fonts/figtree.woff2" as="font" type="font/woff2" crossorigin>
<link rel="preload" href="/assets/fonts/young-serif.woff2" as="font" type="font/woff2" crossorigin>
<link rel="stylesheet" href="/assets/shop.css">
${[...modules, page.script].filter(Boolean).map((name) => html`<link rel="modulepreload" href="/assets/${name}.js">\n`)}<script type="module" src="/assets/chrome.js"></script>
${page.script && html`<script type="module" src="/assets/${page.script}.js"></script>`}
<script async src="/barrio/barrio.js" data-config="/barrio.json"></script>
${(page.data ?? []).map(jsonLd)}
</head>`
}

const current = (path, href) => (href === `/${path}` ? html` aria-current="page"` : '')

const logo = (store) => html`<a class="logo" href="/">${leaf}<span>${store.name}</span></a>`

const header = ({ store, categories, delivery }, path) => html`<aside class="notice" aria-label="Shipping">Free US shipping from ${money(delivery.freeFrom)} <span class="notice-more">· Sent from Chicago to 30 countries</span></aside>
<header class="header">
<div class="header-row">
${logo(store)}
<nav class="nav" aria-label="Shop"><ul>${categories.map(({ id, name }) =>
  html`<li><a href="/c/${id}.html"${current(path, `/c/${id}.html`)}>${name}</a></li>`)}</ul></nav>
<div class="header-tools">
<a class="tool" href="/account.html"${current(path, '/account.html')}>${icon('person')}<span class="tool-label">Account</span></a>
<a class="tool" href="/cart.html"${current(path, '/cart.html')}>${icon('bag')}<span class="tool-label">Cart</span> <span class="count" data-cart-badge hidden><span data-cart-count></span><span class="hidden"> in it</span></span></a>
</div>
</div>
</header>`

const checkoutHeader = ({ store }) => html`<header class="header header-plain">
<div class="header-row">
${logo(store)}
<p class="secure">${icon('lock')}Checkout</p>
<a class="tool" href="/cart.html">${icon('bag')}<span class="tool-label">Back to cart</span></a>
</div>
</header>`

const footer = ({ store, categories }) => html`<footer class="footer">
<div class="footer-columns">
<div class="footer-brand">${logo(store)}<p>${store.tagline}</p></div>
<nav aria-label="Departments"><h2>Shop</h2><ul>${categories.map(({ id, name }) => html`<li><a href="/c/${id}.html">${name}</a></li>`)}</ul></nav>
<nav aria-label="Help"><h2>Help</h2><ul><li><a href="/help/shipping.html">Shipping</a></li><li><a href="/help/shipping.html#returns">Returns</a></li><li><a href="/help/shipping.html#repairs">Repairs</a></li><li><a href="/account.html">Your account</a></li><li><button class="link" type="button" data-barrio-show="preferences">What we send you</button></li></ul></nav>
<div><h2>Visit</h2><address>${store.address[0]}<br>${store.address[1]}<br><a href="mailto:${store.email}">${store.email}</a></address><p>Every day, 10 to 7</p></div>
</div>
<p class="footer-end">© 2026 ${store.name}. A made-up shop: nothing is sold here and nothing is charged.</p>
</footer>`

const demoBar = html`<aside class="demo" aria-label="Demonstration" data-demo hidden>
<button class="demo-toggle" type="button" aria-expanded="false" aria-controls="demo-panel">${icon('mask')}<span class="demo-name">Demo<span class="demo-long">: visit as…</span></span></button>
<form class="demo-panel" id="demo-panel" hidden>
<button class="demo-close" type="button" data-demo-close aria-label="Close the demonstration’s choices">×</button>
<fieldset><legend>Visit this shop as</legend><div data-demo-people></div></fieldset>
<p class="demo-clock" data-demo-clock hidden></p>
<div class="demo-actions"><button class="button button-small" type="submit" name="visit" value="first">First visit</button><button class="button button-small button-quiet" type="submit" name="visit" value="back">Back after four days</button></div>
<p class="demo-note">A first visit forgets what this browser knew. <a href="/crm">See what the CRM received</a>, or <a href="/gallery">every message there is</a>.</p>
</form>
</aside>`

export const layout = (catalog, path, page) => html`<!doctype html>
<html lang="en">
${head(catalog, page)}
<body>
<a class="skip" href="#main">Skip to the content</a>
${page.checkout ? checkoutHeader(catalog) : header(catalog, path)}
<main id="main" tabindex="-1">
${page.body}
<noscript><p class="noscript">The cart and the checkout need JavaScript.</p></noscript>
</main>
${footer(catalog)}
${demoBar}
</body>
</html>`
