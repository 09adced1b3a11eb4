// Puts the source of the documentation site together in one folder: the pages of docs/, those taken in from elsewhere,
// the reference made of the schema, the fonts of the demo shop, and the settings of VitePress.
import { cp, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { rehome } from './links.mjs'
import { REFERENCE, TAKEN_IN, TOOL, sidebars } from './pages.mjs'
import { reference } from './reference.mjs'

const HERE = fileURLToPath(new URL('.', import.meta.url))
const ROOT = resolve(HERE, '../..')
const DOCS = join(ROOT, 'docs')
const SCHEMA = 'pkg/barrio.schema.json'
const TEMPLATES = 'pkg/templates'

/** The pages of the site by their path in it, each with its text and the file that it is from. */
export async function pages() {
  const own = await files(DOCS)
  const homes = new Map(own.filter((path) => path.endsWith('.md')).map((path) => [path, join('docs', path)]))
  for (const [path, home] of Object.entries(TAKEN_IN)) if (existsSync(join(ROOT, path))) homes.set(home, path)
  const isThere = (home) => homes.has(home) || home === REFERENCE || own.includes(home)
  const found = new Map()
  for (const [home, path] of homes) found.set(home, await page(path, home, isThere))
  found.set(REFERENCE, { from: SCHEMA, text: reference(await json(SCHEMA), await storeFiles()) })
  return found
}

/** Store files that the examples of the reference are taken from: the demo shop's, and the ready-made programs. */
export async function storeFiles() {
  const templates = (await readdir(join(ROOT, TEMPLATES))).sort().map((name) => `${TEMPLATES}/${name}`)
  return Promise.all(['www/store/barrio.json', 'www/store/gallery.json', ...templates].map(json))
}

const json = async (path) => JSON.parse(await readFile(join(ROOT, path), 'utf8'))

async function page(path, home, isThere) {
  return { from: path, text: rehome(await readFile(join(ROOT, path), 'utf8'), path, home, isThere) }
}

/** The sidebars over those pages. */
export function menus(found) {
  const heading = (name) => found.get(`${name}.md`).text.match(/^# +(.+)$/m)?.[1] ?? name
  return sidebars([...found.keys()].map((path) => path.slice(0, -'.md'.length)).sort(), heading)
}

async function files(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => relative(folder, join(entry.parentPath, entry.name)))
  return paths.filter((path) => !path.startsWith(`${TOOL}/`)).sort()
}

async function assemble(folder) {
  // Everything but the installed tool is made anew, so that a page that is gone is gone.
  for (const name of existsSync(folder) ? await readdir(folder) : []) {
    if (!['node_modules', 'package.json', 'package-lock.json', '.npmrc'].includes(name)) await rm(join(folder, name), { recursive: true })
  }
  const settings = join(folder, '.vitepress')
  await mkdir(join(settings, 'theme'), { recursive: true })
  const found = await pages()
  for (const [path, { text }] of found) await write(join(folder, path), text)
  for (const path of await files(DOCS)) {
    if (path.endsWith('.md')) continue
    // Beside the pages for those that name it so, and by its address for the first page.
    for (const place of ['.', 'public']) await cp(join(DOCS, path), join(folder, place, path))
  }
  await cp(join(ROOT, 'www/store/fonts'), join(settings, 'theme/fonts'), { recursive: true })
  for (const name of ['config.mjs', 'links.mjs', 'pages.mjs', 'words.mjs', 'theme']) await cp(join(HERE, name), join(settings, name), { recursive: true })
  await write(join(settings, 'menus.json'), JSON.stringify(menus(found)))
}

async function write(path, text) {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, text)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await assemble(resolve(process.argv[2]))
