// A department: its products in a grid.
import { html } from './html.mjs'
import { breadcrumbData, grid, trail } from './cards.mjs'

export function category(catalog, item) {
  const products = catalog.products.filter((product) => product.category === item.id)
  const steps = [{ name: 'Home', href: '/' }, { name: item.name, href: `/c/${item.id}.html` }]
  return {
    title: item.name,
    script: 'page-list',
    description: `${item.name} from Maple & Main, Chicago. ${item.intro}`,
    data: [breadcrumbData(steps)],
    body: html`<div class="section section-first">
${trail([steps[0], { name: item.name }])}
<div class="page-head"><h1>${item.name}</h1><p class="lead">${item.intro}</p><p class="muted">${products.length} pieces</p></div>
${grid(products, { id: item.id, name: item.name, heading: 'h2', eager: 3, wide: products.length === 4 })}
</div>`,
  }
}
