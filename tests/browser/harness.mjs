// What a browser test starts with: the real server, a real browser, and visitors.
import { after } from 'node:test'
import { startServer } from './server.mjs'
import { launchBrowser, newVisitor } from './visitor.mjs'

export { axe, HOST, messageAppears, screenshot, settled, waitForMessage } from './page.mjs'
export { startServer } from './server.mjs'
export { PATIENCE } from './visitor.mjs'

/**
 * Starts server and browser for the tests of one file, and ends both after them.
 * Options are those of `startServer`, and `without` of `launchBrowser`.
 */
export async function openShop({ without, ...options } = {}) {
  const server = await startServer(options)
  let browser
  after(async () => {
    await browser?.close()
    await server.stop()
  })
  browser = await launchBrowser({ without })
  return {
    ...server,
    browser,
    newVisitor: (visitor) => newVisitor(browser, server.url, visitor),
  }
}

/** Asks again until `check` gives something true, or the time is over; gives what it gave. */
export async function eventually(check, { within = 5000, every = 100 } = {}) {
  const end = Date.now() + within
  for (;;) {
    const value = await check()
    if (value || Date.now() > end) return value
    await new Promise((resolve) => setTimeout(resolve, every))
  }
}
