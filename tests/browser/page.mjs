// What a test asks of a page: the message that barrio shows, its accessibility, its picture.
import { mkdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PATIENCE } from './visitor.mjs'

const OUTPUT = fileURLToPath(new URL('output/', import.meta.url))

/** The one element that barrio adds to a page; selectors go through its open shadow root. */
export const HOST = 'barrio-root'

// What is still fading after it was closed is inert.
const MESSAGE = ['dialog', 'section'].map((tag) => `${HOST} ${tag}:not([inert]):visible`).join(', ')

// All rules that axe has on by itself, and the one of WCAG 2.2 AA that it has not.
const AXE = { resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } }

/** Waits for a message of barrio and gives its locator. */
export async function waitForMessage(page, { timeout = PATIENCE } = {}) {
  const message = page.locator(MESSAGE).first()
  await message.waitFor({ state: 'visible', timeout })
  return message
}

/** Watches for a while, bounded; whether a message was to be seen at any moment of it. */
export async function messageAppears(page, { within = 3000 } = {}) {
  const appeared = page.locator(MESSAGE).first().waitFor({ state: 'visible', timeout: within })
  return appeared.then(() => true, timedOut)
}

function timedOut(error) {
  if (error.name === 'TimeoutError') return false
  throw error
}

/** The violations that axe-core finds below a selector, shadow roots included. */
export async function axe(page, selector = 'html') {
  const source = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
  // Given to the debugger, not to the page: its content security policy would refuse it.
  const session = await page.context().newCDPSession(page)
  try {
    const { result, exceptionDetails: fault } = await session.send('Runtime.evaluate', {
      expression: `${source};axe.run(${JSON.stringify(selector)}, ${JSON.stringify(AXE)})`,
      awaitPromise: true,
      returnByValue: true,
    })
    if (fault) throw new Error(fault.exception?.description ?? fault.text)
    return result.value.violations.map(({ id, help, nodes }) => ({ id, help, where: nodes.map((node) => node.target) }))
  } finally {
    await session.detach()
  }
}

/** Waits until nothing moves any more: what is half faded in has no colours to judge. */
export function settled(page) {
  return page.evaluate(async (host) => {
    // What has only just been put there begins to move with the next frame.
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
    const roots = [document, document.querySelector(host)?.shadowRoot].filter(Boolean)
    await Promise.allSettled(roots.flatMap((root) => root.getAnimations()).map(({ finished }) => finished))
  }, HOST)
}

/** Keeps a picture of the page in tests/browser/output, for people to look at. */
export async function screenshot(page, name) {
  await mkdir(OUTPUT, { recursive: true })
  const path = join(OUTPUT, `${name}.png`)
  await page.screenshot({ path, timeout: PATIENCE })
  return path
}
