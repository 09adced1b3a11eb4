// The pages whose cost is compared: the demo shop's product page as it is without barrio, with it, and with a popup
// that the shop built by itself; all served by the real server under its own policy.
import { build } from 'esbuild'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startServer, STORE } from '../tests/browser/server.mjs'

/** What both popups say. */
const MESSAGE = {
  heading: 'We ship to Spain',
  text: '40 % off shipping for now, and your parcel is with you in a week.',
  code: 'HOLA40',
  close: 'Close',
  go: 'Keep looking',
}

const { heading, text, code, go } = MESSAGE
const POPUP = {
  id: 'popup',
  format: 'modal',
  trigger: { on: 'page_view' },
  content: { en: { blocks: [{ heading }, { text }, { coupon: code }, { button: go, do: 'dismiss' }] } },
}

const storeFile = (campaigns) => ({
  version: 1,
  store: { name: 'Maple & Main', country: 'US', locale: 'en-US', currency: 'USD' },
  consent: { default: 'granted' },
  campaigns,
})

/** By name: what stands in the place of the script tag, and the message that comes, if one does. */
export const PAGES = {
  without: { tag: '' },
  preact: { tag: '<link rel="stylesheet" href="/popup.css"><script type="module" src="/popup.js"></script>', shows: 'dialog.popup' },
  silent: { tag: tagOf('/silent.json') },
  popup: { tag: tagOf('/popup.json'), shows: 'barrio-root dialog' },
  demo: { tag: tagOf('/barrio.json'), shows: 'barrio-root dialog' },
}

const STYLE = `.popup { border: 0; border-radius: 12px; padding: 24px; max-width: 30rem; box-shadow: 0 12px 40px #0004 }
.popup-close { position: absolute; inset: 8px 8px auto auto } .popup::backdrop { background: #0006 }`

function tagOf(config) {
  return `<script async src="/barrio/barrio.js" data-config="${config}"></script>`
}

/** Serves them until `stop`; `address(name)` says where each is. */
export async function servePages() {
  const folder = await mkdtemp(join(tmpdir(), 'barrio-pages-'))
  await cp(STORE, folder, { recursive: true })
  const put = (name, content) => writeFile(join(folder, name), content)
  const page = await readFile(join(STORE, 'p/parka.html'), 'utf8')
  const [before, after, more] = page.split(tagOf('/barrio.json'))
  if (after === undefined || more !== undefined) throw new Error('The product page of the shop has not one script tag of barrio.')
  for (const [name, { tag }] of Object.entries(PAGES)) await put(`p/${name}.html`, before + tag + after)
  await put('silent.json', JSON.stringify(storeFile([{ ...POPUP, audience: { country: 'JP' } }])))
  await put('popup.json', JSON.stringify(storeFile([POPUP])))
  await put('popup.css', STYLE)
  await put('popup.js', await popupScript())
  const server = await startServer({ storeDir: folder })
  return {
    address: (name) => `${server.url}/p/${name}.html`,
    async stop() {
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** The popup and Preact in one file, made as small as barrio is made. */
async function popupScript() {
  const entry = fileURLToPath(new URL('popup.mjs', import.meta.url))
  const message = {
    name: 'message',
    setup(bundle) {
      bundle.onResolve({ filter: /^message$/ }, ({ path }) => ({ path, namespace: 'message' }))
      bundle.onLoad({ filter: /./, namespace: 'message' }, () => ({ contents: JSON.stringify(MESSAGE), loader: 'json' }))
    },
  }
  const options = { bundle: true, minify: true, format: 'esm', target: 'es2020', write: false, legalComments: 'none' }
  const { outputFiles } = await build({ entryPoints: [entry], plugins: [message], ...options })
  return outputFiles[0].contents
}
