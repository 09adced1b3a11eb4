// The gallery's page: its choices, its scene, and the one message that the address asks for.
const page = document.documentElement
const asked = new URLSearchParams(location.search)
const find = (selector) => document.querySelector(selector)

/** Each scheme has a store file of its own, which differs in that one word. */
if (page.dataset.scheme) find('script[data-config]').dataset.config = `/gallery-${page.dataset.scheme}.json`

for (const part of document.querySelectorAll('[data-es]')) {
  part.textContent = part.dataset[page.lang] ?? part.textContent
}

/** A part of the scene that lives in a shadow root, as many shops have them. */
class SizeGuide extends HTMLElement {
  connectedCallback() {
    const button = document.createElement('button')
    button.type = 'button'
    button.id = 'scene-guide-button'
    button.textContent = { es: 'Guía de tallas', ar: 'دليل المقاسات' }[page.lang] ?? 'Size guide'
    const sheet = new CSSStyleSheet()
    sheet.replaceSync('button { padding: 0; min-height: 24px; border: 0; background: none; color: inherit; font: inherit; text-decoration: underline; cursor: pointer }')
    this.attachShadow({ mode: 'open' }).append(button)
    this.shadowRoot.adoptedStyleSheets = [sheet]
  }
}
customElements.define('size-guide', SizeGuide)

const product = { item_id: 'PARKA-1', item_name: 'Lakefront Parka', price: 248, quantity: 1 }
find('#scene-add').addEventListener('click', () => {
  ;(window.dataLayer ||= []).push({ event: 'add_to_cart', ecommerce: { currency: 'USD', value: 248, items: [product] } })
})

const controls = find('[data-controls]')
controls.elements.lang.value = page.lang
controls.elements.scheme.value = page.dataset.scheme ?? 'auto'

/** The address with other choices; what is shown stays. */
function address(changes) {
  const choices = new URLSearchParams({ ...Object.fromEntries(asked), ...changes })
  if (choices.get('scheme') === 'auto') choices.delete('scheme')
  return `?${choices}`
}

controls.addEventListener('change', () => location.assign(address(Object.fromEntries(new FormData(controls)))))
for (const link of document.querySelectorAll('[data-alone]')) {
  link.href = address({ show: new URLSearchParams(link.search).get('show') })
}

if (asked.get('show')) {
  window.barrio ||= (...command) => (window.barrio.q ||= []).push(command)
  window.barrio('show', asked.get('show'))
}
