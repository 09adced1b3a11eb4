// Checks a form's fields, says each fault beside its field, and goes to the first.
import { findAll } from './dom.js'

function faultOf(input) {
  const { validity } = input
  const label = input.labels[0].firstChild.textContent.trim()
  if (validity.valueMissing) return `${label}: please fill this in.`
  if (validity.typeMismatch) return 'This does not look like an email address. It needs a name, an @ and a domain.'
  return input.validationMessage
}

function mark(input, fault) {
  const place = document.getElementById(`${input.id}-error`)
  if (!place) return
  place.textContent = fault
  place.hidden = !fault
  if (fault) input.setAttribute('aria-invalid', 'true')
  else input.removeAttribute('aria-invalid')
}

function check(input) {
  // Spaces alone are not an answer.
  if (input.required && input.type !== 'radio') input.value = input.value.trim()
  const fault = input.validity.valid ? '' : faultOf(input)
  mark(input, fault)
  return !fault
}

/** Calls `done` with the form's values once every field is right. */
export function onSubmit(form, done) {
  const inputs = () => findAll('input, select', form)
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    const wrong = inputs().filter((input) => !check(input))
    if (wrong.length) wrong[0].focus()
    else done(Object.fromEntries(new FormData(form)))
  })
  form.addEventListener('input', (event) => {
    if (event.target.getAttribute('aria-invalid')) check(event.target)
  })
}
