// WebKit: Debian's MiniBrowser on a screen of its own, steered by WebKitWebDriver, in a language and a time zone.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSession } from './webdriver.mjs'

const DRIVER = process.env.BARRIO_WEBKIT_DRIVER ?? '/usr/bin/WebKitWebDriver'
const SCREEN = process.env.BARRIO_XVFB ?? '/usr/bin/Xvfb'
const BROWSER = process.env.BARRIO_WEBKIT ?? '/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser'

/** What must be there. */
export const WEBKIT = [DRIVER, BROWSER, SCREEN]

/** The bar of the browser's window is wider than a phone: this makes it narrow. */
const NARROW = 'toolbar, toolbar *, headerbar, headerbar *, box.horizontal * { min-width: 0; min-height: 0; padding: 0; margin: 0; border-width: 0; font-size: 1px; -gtk-icon-transform: scale(0.05); }'

/** A screen, and a folder for what the browsers read at their start; `end()` takes both away. */
export async function openScreen() {
  const folder = await mkdtemp(join(tmpdir(), 'barrio-webkit-'))
  const screen = spawn(SCREEN, ['-displayfd', '3', '-screen', '0', '1600x1200x24', '-nolisten', 'tcp'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
  const kill = () => screen.kill('SIGKILL')
  process.once('exit', kill)
  const [number] = await Promise.race([once(screen.stdio[3], 'data'), once(screen, 'error').then(([error]) => Promise.reject(error))])
  await mkdir(join(folder, 'gtk-3.0'))
  await writeFile(join(folder, 'gtk-3.0/gtk.css'), NARROW)
  return {
    display: `:${String(number).trim()}`,
    folder,
    async end() {
      process.off('exit', kill)
      screen.kill()
      await rm(folder, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}

/**
 * WebKit takes its language from the name of the system's locale, and nothing but the name: Debian's one locale that is
 * always there serves under every name.
 */
async function nameLocale(folder, locale) {
  const name = `${locale.replace('-', '_')}.UTF-8`
  await symlink('/usr/lib/locale/C.utf8', join(folder, name)).catch((error) => {
    if (error.code !== 'EEXIST') throw error
  })
  return name
}

/** A browser with nothing in it. */
export async function openWebKit({ display, folder }, { locale, timezone, viewport, proxy }) {
  const name = await nameLocale(folder, locale)
  const port = await freePort()
  const env = {
    ...process.env, DISPLAY: display, LANG: name, LC_ALL: name, LANGUAGE: name, LOCPATH: folder, XDG_CONFIG_HOME: folder, TZ: timezone,
    WEBKIT_SKIA_ENABLE_CPU_RENDERING: '1',
  }
  // A group of its own: whatever becomes of the tests, it ends with the driver.
  const driver = spawn(DRIVER, [`--port=${port}`, '--host=127.0.0.1'], { env, detached: true, stdio: 'ignore' })
  const kill = () => {
    try {
      process.kill(-driver.pid, 'SIGKILL')
    } catch {
      // It has ended by itself.
    }
  }
  process.once('exit', kill)
  const session = await openSession(`http://127.0.0.1:${port}`, {
    proxy: { proxyType: 'manual', httpProxy: proxy, sslProxy: proxy },
    'webkitgtk:browserOptions': { binary: BROWSER, args: ['--automation'] },
  })
  await fit(session, viewport)
  return {
    session,
    async end() {
      await session.end().catch(() => {})
      process.off('exit', kill)
      kill()
    },
  }
}

/** Makes the window as large as its viewport is to be, and the bar of the window. */
async function fit(session, { width, height }) {
  let [wide, high] = [width, height]
  for (let attempt = 0; attempt < 10; attempt += 1) {
    await session.ask('POST', 'window/rect', { x: 0, y: 0, width: wide, height: high })
    const [innerWidth, innerHeight] = await session.run(() => new Promise((resolve) => setTimeout(() => resolve([window.innerWidth, window.innerHeight]), 100)))
    if (innerWidth === width && innerHeight === height) return
    wide += width - innerWidth
    high += height - innerHeight
  }
  throw new Error(`WebKit's window cannot be made ${width} by ${height}.`)
}

async function freePort() {
  const listener = createServer().listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const { port } = listener.address()
  listener.close()
  await once(listener, 'close')
  return port
}
