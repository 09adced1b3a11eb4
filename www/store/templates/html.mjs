// HTML as a tagged template: every value is escaped unless it is HTML already.
class Html {
  constructor(text) { this.text = text }
  toString() { return this.text }
}

const entities = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

export const raw = (text) => new Html(text)

function render(value) {
  if (value === null || value === undefined || value === false) return ''
  if (Array.isArray(value)) return value.map(render).join('')
  if (value instanceof Html) return value.text
  return String(value).replace(/[&<>"']/g, (character) => entities[character])
}

export function html(strings, ...values) {
  return new Html(strings.reduce((text, part, i) => text + render(values[i - 1]) + part))
}

/** A data block: JSON that cannot close its own script element. */
export const jsonLd = (data) =>
  html`<script type="application/ld+json">${raw(JSON.stringify(data).replace(/</g, '\\u003c'))}</script>`

const dollars = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD', trailingZeroDisplay: 'stripIfInteger' })

export const money = (amount) => dollars.format(amount)
