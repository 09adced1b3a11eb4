// The form that describes the visitor to simulate: it begins with the present one.
import { h } from './dom.js'

const VISITS = [
  ['1 0', 'First visit'],
  ['2 1', 'Second, a day later'],
  ['2 7', 'Second, a week later'],
  ['5 7', 'Fifth, one each week'],
]
const ANSWERS = [
  ['', 'Store’s default'],
  ['granted', 'Everything allowed'],
  ['denied', 'Nothing allowed'],
]
const PURPOSES = ['preferences', 'analytics', 'marketing']
const DEEDS = [
  ['', 'Only looks'],
  ['add_to_cart', 'Adds to the cart'],
  ['begin_checkout', 'Begins checkout'],
  ['purchase', 'Buys'],
  ['exit_intent', 'Is about to leave'],
  ['scroll', 'Scrolls to the end'],
]
const SIGNALS = { exit_intent: { name: 'exit_intent' }, scroll: { name: 'scroll', value: 100 } }

/** The form. `changed` is called whenever somebody has changed it. */
export function personForm(present, changed) {
  const submit = (event) => {
    event.preventDefault()
    changed()
  }
  return h(
    'form',
    { class: 'person', 'aria-label': 'The visitor to simulate', on: { submit, change: changed } },
    field('Country', input('country', present.country, { maxlength: 2, placeholder: 'ES' })),
    field('Language', input('language', present.locale, { placeholder: 'es-ES' })),
    field(
      'Device',
      select(
        'device',
        [
          ['desktop', 'Desktop'],
          ['tablet', 'Tablet'],
          ['mobile', 'Phone'],
        ],
        present.device,
      ),
    ),
    field('Visit', select('visits', VISITS)),
    field('Source', input('source', present.page?.query?.utm_source, { placeholder: 'newsletter' })),
    field('Medium', input('medium', present.page?.query?.utm_medium, { placeholder: 'email' })),
    field('Page', input('path', location.pathname, { placeholder: '/' }), 'wide'),
    field('Cart value', input('cart', present.cart?.value, { inputmode: 'decimal', placeholder: '0' })),
    field('Consent', select('consent', ANSWERS)),
    field('What they do', select('does', DEEDS)),
    field('Seconds on the page', input('seconds', 5, { type: 'number', min: 0, max: 86400 })),
    h(
      'details',
      { class: 'wide' },
      h('summary', null, 'More attributes, as JSON'),
      h('textarea', {
        name: 'attributes',
        rows: 4,
        spellcheck: 'false',
        'aria-label': 'Attributes as JSON',
        placeholder: '{ "orders.count": 3, "customer.tier": "gold" }',
      }),
    ),
    h(
      'div',
      { class: 'wide buttons' },
      h('button', { type: 'submit', class: 'primary' }, 'Simulate'),
      h('button', { type: 'reset', on: { click: () => setTimeout(changed) } }, 'As the present visitor'),
    ),
  )
}

const field = (words, control, width) =>
  h('div', { class: width }, h('label', { for: control.facts.id }, words), control)

// Through `defaultValue`, so that the reset button brings it back.
const input = (name, value, facts) =>
  h('input', {
    id: name,
    name,
    autocomplete: 'off',
    spellcheck: 'false',
    ...facts,
    first: { defaultValue: value ?? '' },
  })

const select = (name, options, chosen) =>
  h(
    'select',
    { id: name, name },
    options.map(([value, words]) => h('option', { value, first: { defaultSelected: value === chosen } }, words)),
  )

/**
 * What stands in the form: `country`, `language`, `device`, `visits` and `daysBetween` them, `source`, `medium`, `path`,
 * `consent` (answers by purpose), `does` (an input of the engine), `seconds` on the page, and other `attributes`.
 * Throws a sentence where the attributes are no JSON object.
 */
export function readPerson(form, seed) {
  const get = (name) => form.elements[name].value.trim()
  const [visits, daysBetween] = get('visits').split(' ').map(Number)
  const answer = get('consent')
  const cart = Number(get('cart')) || undefined
  return {
    seed,
    country: get('country').toUpperCase(),
    language: get('language'),
    device: get('device'),
    timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    visits,
    daysBetween,
    source: get('source'),
    medium: get('medium'),
    path: get('path'),
    consent: answer && Object.fromEntries(PURPOSES.map((purpose) => [purpose, answer === 'granted'])),
    does: deed(get('does'), cart),
    seconds: Math.min(Math.max(Number(get('seconds')) || 0, 0), 86_400),
    attributes: { ...filled(cart), ...readAttributes(get('attributes')) },
  }
}

/** A cart of that value, with one thing in it. */
const filled = (value) => (value ? { 'cart.value': value, 'cart.quantity': 1 } : {})

function deed(name, value) {
  if (!name) return undefined
  if (SIGNALS[name]) return { type: 'signal', ...SIGNALS[name] }
  return { type: 'event', name, properties: { value, items: [{ item_id: 'simulated', price: value, quantity: 1 }] } }
}

function readAttributes(text) {
  if (!text) return {}
  try {
    const read = JSON.parse(text)
    if (read && typeof read === 'object' && !Array.isArray(read)) return read
  } catch {
    // What is no JSON is told below, like JSON that is no object.
  }
  throw new Error('The attributes must be a JSON object, such as { "orders.count": 3 }.')
}
