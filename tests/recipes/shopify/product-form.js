// What a theme of Dawn's kind does with its product form: adds by AJAX, and puts in the sections that come back.
customElements.define('product-form', class extends HTMLElement {
  connectedCallback() {
    this.querySelector('form').addEventListener('submit', async (event) => {
      event.preventDefault()
      const body = new FormData(event.target)
      body.append('sections', 'cart-icon-bubble')
      body.append('sections_url', location.pathname)
      const answer = await fetch(`${Shopify.routes.root}cart/add`, { method: 'POST', headers: { Accept: 'application/javascript', 'X-Requested-With': 'XMLHttpRequest' }, body })
      const { sections } = await answer.json()
      document.getElementById('cart-icon-bubble').innerHTML = sections['cart-icon-bubble']
    })
  }
})
