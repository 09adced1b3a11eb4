// The three browsers, at two sizes: how each is started, what its visitors are, and what it cannot do, with the reason.
import { existsSync } from 'node:fs'
import { startServer } from '../browser/server.mjs'
import { browserPath, launchBrowser, newVisitor } from '../browser/visitor.mjs'
import { openDoor } from './door.mjs'
import { launchFirefox } from './firefox.mjs'
import { createPage } from './webkit-page.mjs'
import { openScreen, openWebKit, WEBKIT } from './webkit.mjs'

export const SIZES = {
  desktop: { viewport: { width: 1280, height: 800 } },
  phone: { viewport: { width: 375, height: 667 }, touch: true },
}

const FIREFOX = process.env.BARRIO_FIREFOX ?? ['/usr/bin/firefox-esr', '/usr/bin/firefox'].find((path) => existsSync(path))

const usual = (browser, options) => ({
  newVisitor: (url, visitor) => newVisitor(browser, url, { ...visitor, ...options }),
  end: () => browser.close(),
})

/** `find` gives what it needs, `open` starts it, `lacks` is what cannot be tried there, and why. */
export const BROWSERS = {
  chromium: {
    needs: 'Chromium or Google Chrome: apt-get install chromium',
    isThere: () => attempt(browserPath),
    lacks: {},
    async open({ viewport, touch }) {
      return usual(await launchBrowser(), { viewport, ...(touch && { hasTouch: true, isMobile: true }) })
    },
  },
  firefox: {
    needs: 'Firefox: apt-get install firefox-esr',
    isThere: () => FIREFOX && existsSync(FIREFOX),
    lacks: {
      mobile: 'Firefox on a desktop has no mode in which bars of scrolling take no room and the viewport is the page’s to choose',
    },
    async open({ viewport, touch = false }) {
      // It says itself what it is; the usual visitor would say Chromium.
      return usual(await launchFirefox(FIREFOX, { touch }), { viewport, hasTouch: touch, userAgent: undefined })
    },
  },
  webkit: {
    needs: 'WebKitGTK with its driver, and a screen for it: apt-get install webkit2gtk-driver xvfb',
    isThere: () => WEBKIT.every((path) => existsSync(path)),
    lacks: {
      touch: 'WebKitGTK’s driver takes a finger for a mouse: it makes no touch events, and the device says that it has no touch screen',
    },
    async open({ viewport }) {
      const screen = await openScreen()
      const opened = new Set()
      const end = async () => {
        await Promise.all([...opened].map((leave) => leave()))
        await screen.end()
      }
      // Its driver tells nothing of requests and complaints: the door does.
      return { newVisitor: (url, visitor, door) => enterWebKit({ screen, opened, viewport, url, door }, visitor), end, isDeaf: true }
    },
  },
}

const attempt = (act) => {
  try {
    return act()
  } catch {
    return undefined
  }
}

async function enterWebKit({ screen, opened, viewport, url, door }, { locale = 'en-US', timezoneId = 'America/Chicago' }) {
  const { session, end } = await openWebKit(screen, { locale, timezone: timezoneId, viewport, proxy: door.host })
  const leave = () => (opened.delete(leave), end())
  opened.add(leave)
  const open = async (handle) => createPage(session, handle, url, viewport)
  const page = await open(await session.handle())
  const newPage = async () => open((await session.ask('POST', 'window/new', { type: 'tab' })).handle)
  return { page, context: { newPage }, requests: door.requests, problems: door.complaints, leave }
}

/** Starts a browser for a size. `newVisitor(url, options, door)` is somebody with a device of their own. */
export const openBrowser = (name, size) => BROWSERS[name].open(SIZES[size])

/**
 * The shop for visitors with an open browser: the real server with a database of its own, behind a door. `now` is when
 * they come, `fresh` that each page is their first.
 */
export async function openShop(browser, { now, fresh } = {}) {
  const server = await startServer()
  const door = await openDoor(server.url, { now, fresh, ears: browser.isDeaf })
  return {
    url: door.url,
    door,
    crm: server.crm,
    // The door has set the clock.
    newVisitor: ({ now, ...visitor }) => browser.newVisitor(door.url, visitor, door),
    async end() {
      door.end()
      await server.stop()
    },
  }
}
