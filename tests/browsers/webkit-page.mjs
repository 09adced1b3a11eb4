// A page in WebKit with as much of Playwright's interface as the tests need, so that they are written once.
import { writeFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { PATIENCE } from '../browser/visitor.mjs'
import { createLocator } from './webkit-locator.mjs'

/** Waits until `check` gives something true; fails as Playwright does. */
export async function until(what, check, timeout = PATIENCE) {
  const end = Date.now() + timeout
  for (;;) {
    let problem
    const value = await check().catch((error) => {
      // What has just been replaced is looked for again.
      if (!/stale|no such|In the page/.test(`${error.code} ${error.message}`)) throw error
      problem = error
    })
    if (value) return value
    if (Date.now() > end) {
      throw Object.assign(new Error(`${what}: not within ${timeout} ms. ${problem?.message ?? ''}`), { name: 'TimeoutError' })
    }
    await delay(40)
  }
}

/** The page of a window. All goes to that window, whichever was used last. */
export function createPage(session, handle, baseURL, viewport) {
  const here = (name) => async (...values) => {
    await session.switchTo(handle)
    return session[name](...values)
  }
  const driver = Object.fromEntries(['run', 'click', 'press', 'type', 'role', 'label', 'picture', 'ask'].map((name) => [name, here(name)]))
  const page = {
    driver,
    locator: (selector) => createLocator(page, [{ selector }]),
    getByRole: (role, options) => createLocator(page, [{ role, ...options }]),
    goto: (path) => driver.ask('POST', 'url', { url: new URL(path, baseURL).href }),
    reload: () => driver.ask('POST', 'refresh'),
    url: () => driver.ask('GET', 'url'),
    /** A function with what it is called with, or an expression as text. */
    evaluate: (fn, value = null) => driver.run(portable(typeof fn === 'string' ? `() => ${fn}` : fn), value),
    waitForFunction: (fn, value, { timeout } = {}) => until(`waiting for ${fn}`, () => page.evaluate(fn, value), timeout),
    waitForURL: (pattern) => until(`going to ${pattern}`, async () => (await page.url()).endsWith(pattern.replace('**', ''))),
    waitForTimeout: (time) => delay(time),
    viewportSize: () => viewport,
    keyboard: { press: driver.press, type: driver.type },
    async screenshot({ path }) {
      await writeFile(path, await driver.picture())
    },
    async close() {
      await driver.ask('DELETE', 'window')
    },
  }
  return page
}

/** The text of a function that gives what `fn` gives, without what cannot go over the wire. */
export const portable = (fn) => `async (...values) => {
  const result = await (${fn})(...values.map((value) => value ?? undefined))
  return JSON.parse(JSON.stringify(result ?? null) ?? 'null')
}`
