// The home page.
import { html } from './html.mjs'
import { icon } from './icons.mjs'
import { grid, picture } from './cards.mjs'

const hero = html`<section class="hero" aria-labelledby="hero-title">
<div class="hero-inner">
<div class="hero-text">
<p class="eyebrow">Autumn and winter</p>
<h1 id="hero-title"><span>Dressed for Chicago. </span><span>Good anywhere.</span></h1>
<p class="lead">Coats, wool and boots made in small runs, by people we know by name. Worn hard, mended free.</p>
<p class="actions"><a class="button" href="/c/outerwear.html">Shop outerwear</a><a class="text-link" href="#new">See what is new ${icon('arrow')}</a></p>
</div>
<img class="hero-picture" src="/img/scenes/rail.svg" width="1200" height="1000" fetchpriority="high" alt="An oak rail with a flannel shirt, a sweater, a green parka, a yellow raincoat and a dress; a tote, a beanie and boots on the bench below.">
</div>
</section>`

const departments = (catalog) => html`<section class="section" aria-labelledby="departments-title">
<h2 class="section-title" id="departments-title">Shop by department</h2>
<ul class="tiles">${catalog.categories.map(({ id, name, cover }) =>
  html`<li><a class="tile tile-${id}" href="/c/${id}.html">${picture({ id: cover })}<span class="tile-name">${name} ${icon('arrow')}</span></a></li>`)}</ul>
</section>`

const story = ({ store }) => html`<section class="story" aria-labelledby="story-title">
<img src="/img/scenes/storefront.svg" width="1200" height="900" loading="lazy" decoding="async" alt="The shop: a brick corner building with a striped awning, two lit windows and a maple in autumn.">
<div class="story-text">
<p class="eyebrow">Since 1998</p>
<h2 id="story-title">The corner shop, for clothes</h2>
<p>We opened where Maple meets Main with forty sweaters and one mirror. The mirror is still there. Come in, try things on, bring back what needs mending.</p>
<address>${store.address[0]}, ${store.address[1]}</address>
<p><a class="text-link" href="/help/shipping.html">Not in Chicago? We ship ${icon('arrow')}</a></p>
</div>
</section>`

const promise = (name, title, text) => html`<li>${icon(name)}<div><h3>${title}</h3><p>${text}</p></div></li>`

const promises = html`<section class="section" aria-labelledby="promises-title">
<h2 class="hidden" id="promises-title">What we promise</h2>
<ul class="promises">
${promise('truck', 'Free US shipping from $75', 'Packed in our back room, usually the same day.')}
${promise('globe', 'To 30 countries', 'Tracked, duties included, there in a week.')}
${promise('swap', '60 days to change your mind', 'Returns are free in the US, by post or in person.')}
${promise('needle', 'Mended for life', 'Buttons, seams and elbows, as long as you wear it.')}
</ul>
</section>`

export function home(catalog) {
  const isNew = ['parka', 'sweater', 'boots', 'dress']
  const products = isNew.map((id) => catalog.products.find((product) => product.id === id))
  return {
    home: true,
    script: 'page-list',
    description: 'Maple & Main is a small clothing shop in Chicago: coats, knitwear, boots and bags in small runs, mended for life, shipped to 30 countries.',
    data: [{ '@context': 'https://schema.org', '@type': 'ClothingStore', name: catalog.store.name, url: '/', email: catalog.store.email, telephone: catalog.store.phone,
      address: { '@type': 'PostalAddress', streetAddress: catalog.store.address[0], addressLocality: 'Chicago', addressRegion: 'IL', postalCode: '60622', addressCountry: 'US' } }],
    body: html`${hero}
<section class="section" id="new" aria-labelledby="new-title"><div class="section-head"><h2 class="section-title" id="new-title">New this week</h2><a class="text-link" href="/c/knitwear.html">All knitwear ${icon('arrow')}</a></div>
${grid(products, { id: 'new', name: 'New this week', heading: 'h3', wide: true })}</section>
${departments(catalog)}
${story(catalog)}
${promises}`,
  }
}
