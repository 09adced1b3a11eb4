// A bare shop page under the strict policy, with the view in it and nothing else of barrio: what a test of the view, or a look at it, starts with.
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { launchBrowser } from '../browser/visitor.mjs'
import { bundle } from './bundle.mjs'

const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; require-trusted-types-for 'script'; trusted-types 'none'"

/** A page with rules that would spoil what is ours, if they could reach it. */
const PAGE = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Maple &amp; Main</title><link rel="stylesheet" href="/page.css"><script type="module" src="/page.js"></script>
<header><b>Maple &amp; Main</b><nav><a href="#">Shop</a> <a href="#">About</a> <button id="basket">Basket (2)</button></nav></header>
<main><h1>Everything for the table</h1><p>Hand-thrown plates, linen and good knives.</p><div id="slot"></div>
<ul>${'<li><i></i><span>Stoneware plate</span><em>$24.00</em></li>'.repeat(12)}</ul></main></html>`

const STYLE = `body{margin:0;font:16px/1.5 system-ui,sans-serif;color:#222;background:#fafaf8}
header{display:flex;justify-content:space-between;padding:16px 24px;border-bottom:1px solid #ddd;background:#fff;position:sticky;top:0}
main{max-width:60rem;margin:auto;padding:24px}ul{display:grid;grid-template-columns:repeat(auto-fill,minmax(12rem,1fr));gap:24px;padding:0;list-style:none}
li i{display:block;aspect-ratio:1;background:#e6e2da;border-radius:6px}li em{float:right}
@media(prefers-color-scheme:dark){body{background:#121214;color:#ddd}header{background:#1a1a1c;border-color:#333}li i{background:#2a2a2e}}
@media(max-width:30rem){header a{display:none}}
button{text-transform:uppercase}p{letter-spacing:.01em}*{box-sizing:content-box}`

const SCRIPT = `import { createStage } from '/view.js'
window.told = []
window.start = (theme, words) => { window.stage?.clear(); window.stage = createStage({ theme, words, tell: (input) => window.told.push(input) }) }
window.start()`

const PHOTO = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 400"><rect width="800" height="400" fill="#c9d6c3"/><circle cx="400" cy="210" r="150" fill="#f4efe6"/><circle cx="400" cy="210" r="104" fill="#e9e1d2"/><rect x="120" y="90" width="14" height="240" rx="7" fill="#8a9486"/><rect x="660" y="90" width="14" height="240" rx="7" fill="#8a9486"/></svg>`
const FACE = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96"><rect width="96" height="96" fill="#f0c9a4"/><circle cx="48" cy="40" r="18" fill="#7a4b2a"/><path d="M12 96a36 34 0 0 1 72 0z" fill="#2d5b7c"/></svg>`

/** Serves it on a free port of 127.0.0.1. `close()` ends it. */
export async function serve({ port = 0, minify = true } = {}) {
  const data = (name) => readFile(new URL(`../../pkg/${name}.json`, import.meta.url), 'utf8')
  const [view, words, dial] = await Promise.all([bundle({ minify }), data('words'), data('dial')])
  const files = {
    '/': [PAGE, 'text/html'],
    '/page.css': [STYLE, 'text/css'],
    '/page.js': [SCRIPT, 'text/javascript'],
    '/view.js': [view, 'text/javascript'],
    '/words.json': [words, 'application/json'],
    '/dial.json': [dial, 'application/json'],
    '/photo.svg': [PHOTO, 'image/svg+xml'],
    '/face.svg': [FACE, 'image/svg+xml'],
    '/favicon.ico': [FACE, 'image/svg+xml'],
  }
  const server = createServer(({ url }, response) => {
    const [body, type] = files[url.split('?')[0]] ?? ['', 'text/plain']
    response.writeHead(type === 'text/plain' ? 404 : 200, { 'content-type': `${type}; charset=utf-8`, 'content-security-policy': POLICY })
    response.end(body)
  })
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() }
}

/**
 * Starts server and browser. `open({ theme, words, ...context })` gives a page with an empty stage, as `window.stage`;
 * what was told is in `window.told`; `page.problems` has what the console complained of.
 */
export async function openHarness() {
  const server = await serve()
  const browser = await launchBrowser()
  return {
    async open({ theme, words, ...options } = {}) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-US', ...options })
      const page = await context.newPage()
      page.problems = []
      page.on('console', (message) => message.type() === 'error' && page.problems.push(message.text()))
      page.on('pageerror', (error) => page.problems.push(String(error)))
      await page.goto(server.url)
      await page.waitForFunction(() => window.stage)
      await page.evaluate(([theme, words]) => window.start(theme, words), [theme, words])
      return page
    },
    async close() {
      await browser.close()
      server.close()
    },
  }
}

/** Shows a view and waits until nothing moves. */
export async function show(page, view) {
  await page.evaluate((view) => window.stage.show(view), view)
  await page.waitForFunction((campaign) => [...document.querySelectorAll('barrio-root')].some((host) => host.shadowRoot.querySelector(`[data-campaign="${campaign}"]`)), view.campaign)
  await settled(page)
}

/** Waits until nothing moves any more: what is half faded in has no colours to judge. */
export const settled = (page) =>
  page.evaluate(async () => {
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
    const roots = [...document.querySelectorAll('barrio-root')].map((host) => host.shadowRoot)
    await Promise.allSettled(roots.flatMap((root) => root.getAnimations()).map(({ finished }) => finished))
  })
