// Steps that the tests of questions and fields share.
import assert from 'node:assert/strict'

/** Presses Tab until what matches the selector has the focus, as somebody without a mouse would. */
export async function tabTo(page, selector) {
  for (let presses = 0; presses < 40; presses += 1) {
    await page.keyboard.press('Tab')
    if (await page.evaluate((selector) => !!document.activeElement.shadowRoot?.activeElement?.matches(`.content ${selector},.controls ${selector}`), selector)) return
  }
  assert.fail(`Tab does not come to ${selector}`)
}

/** The name of what has the focus. */
export const focused = (page) =>
  page.evaluate(() => {
    const active = document.activeElement.shadowRoot?.activeElement
    return active?.getAttribute('aria-label') ?? active?.textContent
  })

/** Sends the form with a click; gives what was told last. */
export async function send(page) {
  await page.locator('barrio-root [type=submit]').click()
  return page.evaluate(() => window.told.at(-1))
}

/** Says that a field is wrong; gives what has the focus then, and how it is described. */
export const fault = (page, campaign, field, code) =>
  page.evaluate(([campaign, field, code]) => {
    window.stage.invalid(campaign, field, code)
    const active = document.activeElement.shadowRoot?.activeElement
    const box = active?.closest('[data-field]')
    const faulty = active?.closest('[aria-invalid]')
    const described = faulty?.getAttribute('aria-describedby').split(' ').map((id) => active.getRootNode().getElementById(id))
    return {
      field: box?.dataset.field,
      invalid: faulty?.getAttribute('aria-invalid') === 'true',
      first: active === box?.querySelector('input,textarea,select:not(.phone select)'),
      described: described?.filter((part) => part.matches('.error')).map((part) => part.textContent).join(),
    }
  }, [campaign, field, code])
