// The calls that the module ps_googleanalytics prints into pages: `gtag` with its arguments, numbers as ids, and callbacks.
window.dataLayer = window.dataLayer || []
function gtag() { dataLayer.push(arguments) }
gtag('js', new Date())
gtag('config', 'G-TEST', { debug_mode: false })
{
  const items = [{ item_id: 42, item_name: 'Parka', affiliation: 'Presta', currency: 'EUR', index: 0, item_brand: '', item_category: 'outerwear', price: 60, quantity: 1 }]
  const page = prestashop.page.page_name
  if (page === 'product') gtag('event', 'view_item', { send_to: 'G-TEST', currency: 'EUR', value: 60, items })
  else if (prestashop.cart.products.length && !sessionStorage.getItem('told')) {
    sessionStorage.setItem('told', '1')
    gtag('event', 'add_to_cart', { send_to: 'G-TEST', currency: 'EUR', value: 60, items })
  }
  if (page === 'checkout') gtag('event', 'begin_checkout', { send_to: 'G-TEST', currency: 'EUR' })
  if (page === 'order-confirmation') gtag('event', 'purchase', { send_to: 'G-TEST', transaction_id: 5, affiliation: 'Presta', value: 60, tax: 0, shipping: 0, currency: 'EUR', items, event_callback: function () {} })
}
