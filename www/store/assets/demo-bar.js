// The bar of the demonstration: choose who visits the shop. What it means is in persona.js.
import { element, find } from './dom.js'

const persona = window.maplePersona
const bar = find('[data-demo]')
const toggle = find('.demo-toggle', bar)
const panel = find('.demo-panel', bar)

const choice = ({ id, name, note }) => element('label', { class: 'demo-person' },
  element('input', { type: 'radio', name: 'person', value: id, checked: id === persona.person.id }),
  element('span', {}, name, element('small', {}, note)))

function open(visible) {
  panel.hidden = !visible
  toggle.setAttribute('aria-expanded', String(visible))
  if (visible) find('input:checked', panel).focus()
}

function showClock() {
  if (!persona.days) return
  const line = find('[data-demo-clock]', bar)
  const today = new Date().toLocaleDateString('en-US', { weekday: 'long', month: 'long', day: 'numeric' })
  line.textContent = `The clock is ${persona.days} days ahead: ${today}.`
  line.hidden = false
}

find('[data-demo-people]', bar).append(...persona.people.map(choice))
if (persona.person.id !== 'yourself') find('.demo-long', toggle).textContent = `: ${persona.person.name.split(',')[0]}`
showClock()
bar.hidden = false

toggle.addEventListener('click', () => open(panel.hidden))
panel.addEventListener('submit', (event) => {
  event.preventDefault()
  persona.visit(new FormData(panel).get('person'), event.submitter?.value ?? 'first')
})
function close() {
  open(false)
  toggle.focus()
}

find('[data-demo-close]', bar).addEventListener('click', close)
bar.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && !panel.hidden) close()
})
document.addEventListener('click', (event) => {
  if (!panel.hidden && !bar.contains(event.target)) open(false)
})
