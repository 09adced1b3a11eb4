// Form fields with their label, hint and place for an error.
import { html } from './html.mjs'

export const countryOptions = (catalog) =>
  Object.entries(catalog.countries).map(([code, name]) => html`<option value="${code}">${name}</option>`)

/** `attributes` is HTML for the input; without `name` the value is never kept. */
export const field = (id, label, { name = id, type = 'text', autocomplete = 'off', hint, optional, attributes = '', wide = true } = {}) => html`<div class="field${!wide && ' field-half'}">
<label for="${id}">${label}${optional && html` <span class="muted">(optional)</span>`}</label>
<input id="${id}"${name && html` name="${name}"`} type="${type}" autocomplete="${autocomplete}"${!optional && html` required`} aria-describedby="${hint ? `${id}-hint ${id}-error` : `${id}-error`}" ${attributes}>
${hint && html`<p class="hint" id="${id}-hint">${hint}</p>`}<p class="error" id="${id}-error" hidden></p>
</div>`
