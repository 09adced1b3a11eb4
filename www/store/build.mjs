// Builds the demo shop as plain static files: node www/store/build.mjs [OUT_DIR]
import { cp, mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { drawings, drawScene } from './templates/drawings.mjs'
import { gallery } from './templates/gallery.mjs'
import { pages } from './templates/pages.mjs'

const source = dirname(fileURLToPath(import.meta.url))
const out = resolve(process.argv[2] ?? join(source, '../../target/store'))
const from = (...path) => join(source, ...path)

async function write(path, text) {
  const file = join(out, path)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, text)
}

const catalog = JSON.parse(await readFile(from('catalog.json'), 'utf8'))

for (const page of pages(catalog)) await write(page.path, `${page.html}\n`)

const art = await drawings(from('img/products'), catalog.products)
for (const { path, svg } of art.files) await write(path, svg)
for (const name of await readdir(from('img/scenes'))) {
  await write(`img/scenes/${name}`, drawScene(await readFile(from('img/scenes', name), 'utf8'), art.inner))
}

// One file: the styles arrive in one request, in the order of their names' first digit.
const styles = (await readdir(from('styles'))).sort()
const sheets = await Promise.all(styles.map((name) => readFile(from('styles', name), 'utf8')))
await write('assets/shop.css', sheets.join('\n'))

await write('assets/catalog.js', `// The catalogue as the shop's scripts read it; written by build.mjs.\nexport default ${JSON.stringify(catalog)}\n`)
await cp(from('assets'), join(out, 'assets'), { recursive: true })
await cp(from('fonts'), join(out, 'assets/fonts'), { recursive: true })
await cp(from('img/agents'), join(out, 'img/agents'), { recursive: true })
await cp(from('img/leaf.svg'), join(out, 'img/leaf.svg'))

// The gallery chooses its colours by choosing its store file.
const messages = JSON.parse(await readFile(from('gallery.json'), 'utf8'))
await write('gallery.html', `${gallery(catalog, messages)}\n`)
await cp(from('gallery.json'), join(out, 'gallery.json'))
for (const scheme of ['light', 'dark']) {
  await write(`gallery-${scheme}.json`, JSON.stringify({ ...messages, theme: { ...messages.theme, scheme } }))
}
if (existsSync(from('barrio.json'))) await cp(from('barrio.json'), join(out, 'barrio.json'))

console.log(`The shop is in ${out}`)
