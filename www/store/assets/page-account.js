// The account page: sign in, sign out, past orders of that email.
import { login } from './analytics.js'
import { countOf, productOf } from './cart.js'
import { element, find, longDate, money, show } from './dom.js'
import { onSubmit } from './forms.js'
import { account, orders, signIn, signOut } from './people.js'
import { pictureOf } from './summary.js'

const orderItem = ({ id, time, lines, total }) => element('li', { class: 'order' },
  element('div', { class: 'order-head' }, element('h3', {}, `Order ${id}`), element('p', { class: 'muted' }, `${longDate(time)} · ${countOf(lines) === 1 ? '1 item' : `${countOf(lines)} items`} · ${money(total)}`)),
  element('ul', { class: 'order-pictures' }, ...lines.map(({ sku }) => {
    const product = productOf(sku)
    return element('li', {}, element('a', { href: `/p/${product.id}.html`, 'aria-label': product.name }, pictureOf(product)))
  })))

function render() {
  const person = account()
  show('[data-signed-out]', !person)
  show('[data-signed-in]', Boolean(person))
  if (!person) return
  const own = orders().filter(({ email }) => email === person.email)
  find('[data-greeting]').textContent = `Hello, ${person.name}`
  find('[data-account-email]').textContent = person.email
  find('[data-orders]').replaceChildren(...own.map(orderItem))
  show('[data-no-orders]', own.length === 0)
}

onSubmit(find('[data-sign-in]'), (person) => {
  signIn(person)
  login('email')
  render()
  find('[data-greeting]').focus()
})

find('[data-sign-out]').addEventListener('click', () => {
  signOut()
  render()
  find('[data-sign-in] input').focus()
})

render()
