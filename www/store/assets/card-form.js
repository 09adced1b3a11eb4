// The pretended card form: groups digits, checks them, and keeps nothing.
import { find } from './dom.js'

const digits = (text) => text.replace(/\D/g, '')

/** The check digit that every card number ends with. */
function passesLuhn(number) {
  const sum = [...number].reverse().reduce((total, digit, i) => {
    const value = Number(digit) * (i % 2 ? 2 : 1)
    return total + (value > 9 ? value - 9 : value)
  }, 0)
  return sum % 10 === 0
}

const isPast = (month, year) => new Date(2000 + year, month, 1).getTime() <= Date.now()

const rules = {
  number: (text) => (/^\d{13,19}$/.test(digits(text)) && passesLuhn(digits(text)) ? '' : 'This card number is not complete or has a wrong digit.'),
  expiry: (text) => {
    const [, month, year] = digits(text).match(/^(0[1-9]|1[0-2])(\d\d)$/) ?? []
    if (!month) return 'Write the month and the year, for example 08 / 29.'
    return isPast(Number(month), Number(year)) ? 'This card has expired.' : ''
  },
  code: (text) => (/^\d{3,4}$/.test(text) ? '' : 'The security code has three or four digits.'),
  name: () => '',
}

const shapes = {
  number: (text) => digits(text).slice(0, 19).replace(/(\d{4})(?=\d)/g, '$1 '),
  expiry: (text) => digits(text).slice(0, 4).replace(/^(\d\d)(?=\d)/, '$1 / '),
  code: (text) => digits(text).slice(0, 4),
  name: (text) => text,
}

function update(input) {
  const kind = input.dataset.card
  const shaped = shapes[kind](input.value)
  // Writing the value moves the caret to its end: only when something changes.
  if (shaped !== input.value) input.value = shaped
  input.setCustomValidity(input.value ? rules[kind](input.value) : '')
}

export function setUpCard(form, name) {
  form.addEventListener('input', (event) => event.target.dataset.card && update(event.target), true)
  find('[data-test-card]', form).addEventListener('click', () => {
    const year = (new Date().getFullYear() + 3) % 100
    const test = { number: '4242424242424242', expiry: `12${String(year).padStart(2, '0')}`, code: '123', name }
    for (const [kind, value] of Object.entries(test)) {
      const input = find(`[data-card="${kind}"]`, form)
      input.value = value
      input.dispatchEvent(new Event('input', { bubbles: true }))
    }
    find('[type="submit"]', form).focus()
  })
}
