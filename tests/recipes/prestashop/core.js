// What PrestaShop's own scripts do with the cart: an emitter on `prestashop`, the form by AJAX, the number in the header.
{
  const heard = {}
  prestashop.on = (event, hear) => (heard[event] ??= []).push(hear)
  prestashop.emit = (event, detail) => heard[event]?.forEach((hear) => hear(detail))
  prestashop.on('updateCart', ({ resp }) => (document.querySelector('.cart-products-count').textContent = `(${resp.cart.products_count})`))
  document.querySelector('#add-to-cart-or-refresh')?.addEventListener('submit', async (event) => {
    event.preventDefault()
    const body = new URLSearchParams(new FormData(event.target))
    body.append('action', 'update')
    const answer = await fetch('/cart', { method: 'POST', headers: { accept: 'application/json' }, body })
    const resp = await answer.json()
    prestashop.emit('updateCart', { reason: { idProduct: resp.id_product, linkAction: 'add-to-cart', cart: resp.cart }, resp })
  })
}
