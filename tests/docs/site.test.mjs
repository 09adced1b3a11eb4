// The built site of the documentation, served by the real server: its links, its policy, its search, on screens large and small.
import assert from 'node:assert/strict'
import { readFile, readdir } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { axe, settled } from '../browser/page.mjs'
import { startServer } from '../browser/server.mjs'
import { launchBrowser, newVisitor } from '../browser/visitor.mjs'
import { TARGET } from './tool.mjs'

const SITE = process.env.BARRIO_DOCS_DIR ?? join(TARGET, 'docs')
if (!existsSync(join(SITE, 'index.html'))) throw new Error(`${SITE} has no site: run \`cargo xtask docs\`.`)

const server = await startServer({ args: ['--docs-dir', SITE] })
const browser = await launchBrowser()
after(async () => {
  await browser.close()
  await server.stop()
})

/** A page of each kind: the first, a guide with code, one with wide tables, the reference, a translation, nothing. */
const KINDS = ['', 'get-started.html', 'crm.html', 'store-file.html', 'es/consent.html']

const SCREENS = [
  ['a desktop, light', { viewport: { width: 1280, height: 800 }, colorScheme: 'light' }],
  ['a phone, dark', { viewport: { width: 375, height: 700 }, colorScheme: 'dark', hasTouch: true, isMobile: true }],
]

async function visit(path, options) {
  const visitor = await newVisitor(browser, server.url, { reducedMotion: 'reduce', ...options })
  await visitor.page.goto(`/docs/${path}`, { waitUntil: 'networkidle' })
  return visitor
}

describe('the pages', { concurrency: 2 }, () => {
  for (const [screen, options] of SCREENS) {
    for (const path of KINDS) {
      test(`/docs/${path} on ${screen}`, async () => {
        const visitor = await visit(path, options)
        await settled(visitor.page)
        assert.deepEqual(await axe(visitor.page), [])
        const room = await visitor.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
        assert.ok(room <= 0, `it is ${room} pixels too wide`)
        const elsewhere = visitor.requests.filter(({ url }) => !url.startsWith(server.url) && !url.startsWith('data:'))
        assert.deepEqual(elsewhere, [], 'nothing is fetched from elsewhere')
        await visitor.leave()
        assert.deepEqual(visitor.problems, [])
      })
    }
  }
})

test('the search finds what a page says, and leads there, by keyboard alone', async () => {
  const visitor = await visit('', SCREENS[0][1])
  const { page } = visitor
  await page.keyboard.press('Control+k')
  await page.getByRole('searchbox').fill('holdout')
  await page.locator('.result').first().waitFor()
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/docs\/.+\.html/)
  assert.match(await page.locator('main').innerText(), /holdout/)
  await visitor.leave()
  assert.deepEqual(visitor.problems, [])
})

test('the keyboard comes to the content first', async () => {
  const visitor = await visit('targeting.html', SCREENS[0][1])
  await visitor.page.keyboard.press('Tab')
  assert.equal(await visitor.page.evaluate(() => document.activeElement.textContent.trim()), 'Skip to content')
  await visitor.leave()
})

test('light and dark can be chosen, and are remembered', async () => {
  const visitor = await visit('targeting.html', SCREENS[0][1])
  const isDark = () => visitor.page.evaluate(() => document.documentElement.classList.contains('dark'))
  assert.equal(await isDark(), false)
  await visitor.page.getByRole('switch').first().click()
  assert.equal(await isDark(), true)
  await visitor.page.reload()
  assert.equal(await isDark(), true)
  await visitor.leave()
  assert.deepEqual(visitor.problems, [])
})

test('an address where nothing is says so, as a page of the site', async () => {
  const visitor = await newVisitor(browser, server.url)
  const answer = await visitor.page.goto('/docs/nothing.html')
  assert.equal(answer.status(), 404)
  await visitor.page.getByText('404').first().waitFor()
  await visitor.leave()
})

test('no link of the built site is dead', async () => {
  const names = (await readdir(SITE, { recursive: true })).filter((name) => name.endsWith('.html'))
  const ids = new Map()
  const texts = new Map()
  for (const name of names) {
    const text = await readFile(join(SITE, name), 'utf8')
    texts.set(name, text)
    ids.set(name, new Set([...text.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id)))
  }
  const dead = []
  let followed = 0
  for (const [name, text] of texts) {
    for (const [, href] of text.matchAll(/<a [^>]*?href="([^"]+)"/g)) {
      if (/^(https?|mailto):/.test(href)) continue
      followed += 1
      const { pathname, hash } = new URL(href, `http://x/docs/${name}`)
      const path = pathname.replace(/^\/docs\//, '').replace(/(^|\/)$/, '$1index.html')
      const page = texts.has(path) ? path : `${path}.html`
      const anchor = decodeURIComponent(hash.slice(1))
      if (!texts.has(page) && !existsSync(join(SITE, path))) dead.push(`${name}: ${href}`)
      else if (anchor && ids.has(page) && !ids.get(page).has(anchor)) dead.push(`${name}: ${href}`)
    }
  }
  assert.deepEqual([...new Set(dead)], [])
  assert.ok(followed > 500, `only ${followed} links`)
})
