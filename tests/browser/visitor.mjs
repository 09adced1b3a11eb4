// A person in the shop: a browser profile of their own, and a record of all that the page did.
import { existsSync } from 'node:fs'
import { chromium } from 'playwright-core'

/** How long an action or a wait of a page may take before the test fails: a machine that is busy needs more. */
export const PATIENCE = Number(process.env.BARRIO_PATIENCE ?? 10_000)

export const FLAGS = [
  '--disable-dev-shm-usage',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // The visitors of the tests are people, and barrio leaves automated browsers out.
  '--disable-blink-features=AutomationControlled',
  // Nothing of a test leaves the machine, not even a tab that no test can intercept.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
]

const USUAL = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** The browser that `cargo xtask test` found, or the usual one. */
export function browserPath() {
  const path = process.env.BARRIO_CHROMIUM ?? USUAL.find((path) => existsSync(path))
  if (!path) throw new Error('No browser is there: install Chromium, or name one in BARRIO_CHROMIUM.')
  return path
}

/**
 * Starts it. `without` are flags to leave out, of ours or of Playwright's own.
 */
export function launchBrowser({ without = [] } = {}) {
  const executablePath = browserPath()
  const args = FLAGS.filter((flag) => !without.includes(flag))
  return chromium.launch({ executablePath, args, ignoreDefaultArgs: without, chromiumSandbox: false, timeout: 30_000 })
}

/**
 * A visitor with a fresh profile. `now` is where their clock starts (it then runs on);
 * `storageState` is what an earlier visitor's `leave()` gave: the same person, back again.
 * Other options are those of a Playwright context.
 */
export async function newVisitor(browser, baseURL, options = {}) {
  const { now, ...others } = options
  const context = await browser.newContext({
    baseURL,
    locale: 'en-US',
    timezoneId: 'America/Chicago',
    viewport: { width: 1280, height: 800 },
    userAgent: personal(browser),
    ...others,
  })
  context.setDefaultTimeout(PATIENCE)
  context.setDefaultNavigationTimeout(PATIENCE)
  if (now) await context.clock.install({ time: now })
  const record = recordContext(context)
  const page = await context.newPage()
  return { context, page, ...record, leave: () => leave(context) }
}

/** The user agent without the word that says that nobody sees this browser. */
const personal = (browser) =>
  `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${parseInt(browser.version())}.0.0.0 Safari/537.36`

/** Closes the profile, and gives what its device holds. */
async function leave(context) {
  const state = await context.storageState({ indexedDB: true })
  await context.close()
  return state
}

/** Requests and complaints of all pages of a context, in order, from now on. */
function recordContext(context) {
  const requests = []
  const problems = []
  context.on('request', (request) => requests.push(describe(request)))
  context.on('requestfailed', (request) => {
    // A page that is left takes its open requests with it.
    const reason = request.failure()?.errorText
    if (reason !== 'net::ERR_ABORTED') problems.push(`${request.url()}: ${reason}`)
  })
  context.on('weberror', (error) => problems.push(`thrown: ${error.error().message}`))
  // A breach of the content security policy is reported here too.
  context.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) problems.push(`${message.type()}: ${message.text()}`)
  })
  return { requests, problems }
}

function describe(request) {
  return {
    method: request.method(),
    url: request.url(),
    path: new URL(request.url()).pathname,
    type: request.resourceType(),
    body: request.postDataBuffer()?.toString('utf8') ?? null,
  }
}
