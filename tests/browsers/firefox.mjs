// Firefox, the one that is installed, by WebDriver BiDi; with fingers, where a phone is tried.
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { firefox } from 'playwright-core'

const require = createRequire(import.meta.url)
const PLAYWRIGHT = dirname(require.resolve('playwright-core/package.json'))

/** Nothing of a test leaves the machine: what is not on it goes to a port at which nobody listens. */
const ALONE = {
  'network.proxy.type': 1,
  'network.proxy.http': '127.0.0.1',
  'network.proxy.http_port': 9,
  'network.proxy.ssl': '127.0.0.1',
  'network.proxy.ssl_port': 9,
}

/** A screen for five fingers, and no mouse. */
const FINGERS = {
  'dom.w3c_touch_events.enabled': 1,
  'dom.maxtouchpoints.testing.value': 5,
  'ui.primaryPointerCapabilities': 1,
  'ui.allPointerCapabilities': 1,
}

/** Starts it; with `touch` it is a device that is touched. */
export async function launchFirefox(executablePath, { touch }) {
  mendPlaywright()
  const prefs = { ...ALONE, ...(touch ? FINGERS : {}) }
  // The channel says that this is Mozilla's own Firefox, not Playwright's.
  return firefox.launch({ channel: 'moz-firefox', executablePath, firefoxUserPrefs: prefs, timeout: 60_000 })
}

/**
 * What playwright-core 1.58.2 does otherwise by BiDi: a tap does nothing at all, without a word, though the protocol has
 * it; and before a picture the page gets a style sheet, which the policy of the shop refuses and reports.
 */
function mendPlaywright() {
  const { RawTouchscreenImpl } = require(join(PLAYWRIGHT, 'lib/server/bidi/bidiInput.js'))
  const { BidiPage } = require(join(PLAYWRIGHT, 'lib/server/bidi/bidiPage.js'))
  BidiPage.prototype.shouldToggleStyleSheetToSyncAnimations = () => false
  RawTouchscreenImpl.prototype.tap = async function (progress, x, y) {
    const actions = [
      { type: 'pointerMove', x: Math.round(x), y: Math.round(y) },
      { type: 'pointerDown', button: 0 },
      { type: 'pointerUp', button: 0 },
    ]
    const finger = { type: 'pointer', id: 'finger', parameters: { pointerType: 'touch' }, actions }
    await progress.race(this._session.send('input.performActions', { context: this._session.sessionId, actions: [finger] }))
  }
}
