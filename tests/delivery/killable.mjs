// A browser whose process can be killed, on a profile that outlives it.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { browserPath, FLAGS, PATIENCE } from '../browser/visitor.mjs'

/** Nothing in it says that nobody sees this browser. */
const AGENT = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36'
const START_WITHIN = 20_000

/** A profile in a folder of its own; `erase()` ends it. */
export async function newProfile() {
  const folder = await mkdtemp(join(tmpdir(), 'barrio-profile-'))
  return { folder, erase: () => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }) }
}

/** Starts the browser on a profile; `kill()` ends its process as the system does, without a word. */
export async function startKillable({ folder }) {
  const own = ['--headless=new', '--no-sandbox', '--remote-debugging-port=0', `--user-data-dir=${folder}`, `--user-agent=${AGENT}`]
  const child = spawn(browserPath(), [...FLAGS, ...own, 'about:blank'], { stdio: ['ignore', 'ignore', 'pipe'] })
  const end = () => child.kill('SIGKILL')
  process.once('exit', end)
  const browser = await chromium.connectOverCDP(await debuggerAddress(child))
  const [context] = browser.contexts()
  context.setDefaultTimeout(PATIENCE)
  const kill = async () => {
    const gone = once(child, 'exit')
    end()
    await gone
    process.off('exit', end)
    await browser.close().catch(() => {})
  }
  return { context, page: context.pages()[0], kill }
}

/** The address that the browser prints once it can be asked. */
function debuggerAddress(child) {
  return new Promise((resolve, reject) => {
    let words = ''
    const timer = setTimeout(() => reject(new Error(`The browser did not start in time. ${words}`)), START_WITHIN)
    child.stderr.on('data', (chunk) => {
      words += chunk
      const found = words.match(/ws:\/\/\S+/)
      if (found) resolve((clearTimeout(timer), found[0]))
    })
    child.once('error', reject)
  })
}
