// How tests of the stage look at what is shown and told.
import assert from 'node:assert/strict'

/** What is inside the shadow root. */
export const shadow = (page, selector) => page.locator(`barrio-root ${selector}`)
/** All that the view told. */
export const told = (page) => page.evaluate(() => window.told)
/** Fails unless it comes to be so within ten seconds. */
export const eventually = async (check, expected) => {
  const end = Date.now() + 10_000
  for (;;) {
    const value = await check()
    if (value === expected || Date.now() > end) return assert.equal(value, expected)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
