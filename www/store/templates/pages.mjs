// The list of the shop's pages: what is at which path.
import { account } from './account.mjs'
import { cart } from './cart.mjs'
import { category } from './category.mjs'
import { contact, delivery, orderPlaced, payment } from './checkout.mjs'
import { home } from './home.mjs'
import { layout } from './layout.mjs'
import { notFound, shipping } from './help.mjs'
import { product } from './product.mjs'

export function pages(catalog) {
  const page = (path, content) => ({ path, html: layout(catalog, path, content).toString() })
  return [
    page('index.html', home(catalog)),
    ...catalog.categories.map((item) => page(`c/${item.id}.html`, category(catalog, item))),
    ...catalog.products.map((item) => page(`p/${item.id}.html`, product(catalog, item))),
    page('cart.html', cart(catalog)),
    page('checkout/contact.html', contact(catalog)),
    page('checkout/delivery.html', delivery(catalog)),
    page('checkout/payment.html', payment(catalog)),
    page('order-placed.html', orderPlaced(catalog)),
    page('account.html', account(catalog)),
    page('help/shipping.html', shipping(catalog)),
    page('404.html', notFound(catalog)),
  ]
}
