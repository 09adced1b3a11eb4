// The pushes that a GA4 plugin of WooCommerce makes: `ecommerce: null` first, quantities as the form has them, as text.
;(() => {
  window.dataLayer = window.dataLayer || []
  const push = (event, ecommerce) => (dataLayer.push({ ecommerce: null }), dataLayer.push({ event, ecommerce }))
  const about = (item, quantity) => ({ currency: 'EUR', value: item.price * (quantity ?? 1), items: [quantity === undefined ? item : { ...item, quantity }] })
  const PARKA = { id: 'PARKA-1', item_id: 'PARKA-1', item_name: 'Parka', currency: 'EUR', price: 60 }
  const has = (name) => document.body.classList.contains(name)
  if (has('single-product')) push('view_item', about(PARKA))
  if (has('woocommerce-order-received')) push('purchase', { transaction_id: '1001', ...about(PARKA, 1), tax: 0, shipping: 0 })
  else if (has('woocommerce-checkout')) push('begin_checkout', about(PARKA, 1))
  document.addEventListener('click', ({ target }) => {
    const listed = target.closest('.ajax_add_to_cart')?.closest('.product').querySelector('.gtmkit_product_data')
    if (listed) push('add_to_cart', about(JSON.parse(listed.dataset.gtmkit_product_data)))
    const form = target.closest('.single_add_to_cart_button')?.form
    if (form) push('add_to_cart', about(JSON.parse(form.elements.gtmkit_product_data.value), form.elements.quantity.value))
  })
})()
