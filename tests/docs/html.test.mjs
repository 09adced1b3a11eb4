// The HTML of the documentation: each sample is a page, opened in a browser with the real package, and nothing complains.
import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { startServer } from '../browser/server.mjs'
import { ready } from '../browser/steps.mjs'
import { launchBrowser, newVisitor } from '../browser/visitor.mjs'
import { elsewhere, isWalk, ROOT, samples } from './samples.mjs'

const folder = await mkdtemp(join(tmpdir(), 'barrio-html-'))
const STORE = { version: 1, store: { locale: 'en' }, campaigns: ['preferences', 'newsletter', 'how-to-order'].map((id) => ({ id, format: 'card', trigger: { on: 'manual' }, content: { en: { blocks: [{ text: id }] } } })) }
await writeFile(join(folder, 'barrio.json'), JSON.stringify(STORE))
const server = await startServer({ storeDir: folder })
const browser = await launchBrowser()
after(async () => {
  await browser.close()
  await server.stop()
  await rm(folder, { recursive: true, force: true })
})

/** The script tag. */
const HAS_TAG = /<script[^>]+barrio\.js/

/** A part of a page as a page; a whole one as it is. A file of the shop's own that is named is there, and empty. */
const whole = (sample) => {
  // `cargo xtask dist` prints the digest of a file; where a page leaves it out, there is none to hold the file to.
  const text = sample.replace(/ integrity="sha\d+-…"/g, '')
  return /<html|<!doctype/i.test(text) ? text : `<!doctype html><html lang="en"><head><title>Sample</title><link rel="icon" href="data:,"></head><body>${text}</body></html>`
}

/** Opens it as a page of the shop, and as one of https://shop.example, where a sample says so. */
async function open(text) {
  const visitor = await newVisitor(browser, server.url)
  const own = `${server.url}/sample.html`
  await visitor.context.route('**/*', async (route) => {
    const url = new URL(route.request().url())
    if (url.href === own) return route.fulfill({ contentType: 'text/html', body: whole(text) })
    if (url.origin === server.url && (url.pathname.startsWith('/barrio/') || url.pathname === '/barrio.json')) return route.continue()
    const file = url.pathname.match(/\/(?:barrio\/|dist\/)?((?:crm\/)?[\w.]+\.(?:js|wasm|json))$/)?.[1]
    const body = file && (await readFile(join(ROOT, 'pkg/dist', file)).catch(() => undefined))
    if (!body) return route.fulfill({ status: file === 'barrio.json' ? 200 : 204, contentType: 'application/json', body: file === 'barrio.json' ? JSON.stringify(STORE) : '' })
    const contentType = { js: 'text/javascript', wasm: 'application/wasm', json: 'application/json' }[file.split('.').at(-1)]
    return route.fulfill({ contentType, headers: { 'access-control-allow-origin': '*' }, body })
  })
  await visitor.page.goto(own)
  // Before the widget is live, the tag is a queue.
  if (HAS_TAG.test(text)) await ready(visitor.page)
  return visitor
}

for (const { at, text } of (await samples()).filter((sample) => sample.lang === 'html' && !isWalk(sample.file) && !elsewhere(sample))) {
  test(at, async () => {
    const visitor = await open(text)
    await visitor.leave()
    assert.deepEqual(visitor.problems, [])
  })
}

test('a page that complains is found', async () => {
  const visitor = await open('<script>nobody.knows()</script>')
  await visitor.leave()
  assert.match(visitor.problems.join(), /nobody/)
})
