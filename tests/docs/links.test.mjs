// The links of the documentation: each leads to a page, a file or a heading that is there; and every page is in the sidebar.
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { posix } from 'node:path'
import { test } from 'node:test'
import { menus, pages as site, storeFiles } from '../../docs/site/assemble.mjs'
import { examples } from '../../docs/site/examples.mjs'
import { anchors, links, rehome, slug } from '../../docs/site/links.mjs'
import { REFERENCE } from '../../docs/site/pages.mjs'
import { rows } from '../../docs/site/reference.mjs'
import { pages, ROOT } from './samples.mjs'

const found = await site()

/** Pages that another part of the project writes: a link to one of them may be there before it. */
const AWAITED = ['script-tag', 'security', 'npm', 'react', 'api', 'browsers', 'performance', 'recipes/index'].map((name) => `docs/${name}.md`)

/** The text behind a path of the repository, and of the pages that only the site has. */
async function textOf(path) {
  if (path === `docs/${REFERENCE}`) return found.get(REFERENCE).text
  return existsSync(ROOT + path) ? readFile(ROOT + path, 'utf8') : undefined
}

/** What is wrong with a link of `file`; nothing where it leads somewhere. */
async function fault(file, target) {
  if (/^(https?|mailto):/.test(target) || target.startsWith('/')) return
  const [way, anchor] = target.split('#')
  const path = way ? posix.join(posix.dirname(file), way) : file
  if (!path.endsWith('.md')) return existsSync(ROOT + path) ? undefined : `${target} leads nowhere`
  const text = await textOf(path)
  if (text === undefined) return AWAITED.includes(path) ? undefined : `${target} leads nowhere`
  const known = path === `docs/${REFERENCE}` ? [...anchors(text), ...[...text.matchAll(/\{#([\w-]+)\}/g)].map(([, id]) => id)] : anchors(text)
  if (anchor && !known.includes(decodeURIComponent(anchor))) return `${target} leads to no heading`
}

test('no link of the documentation is dead', async () => {
  const dead = []
  let followed = 0
  for (const file of [...(await pages()), 'ARCHITECTURE.md', 'CHANGELOG.md']) {
    for (const { target } of links(await readFile(ROOT + file, 'utf8'))) {
      followed += 1
      const wrong = await fault(file, target)
      if (wrong) dead.push(`${file}: ${wrong}`)
    }
  }
  assert.deepEqual(dead, [])
  assert.ok(followed > 100, `only ${followed} links`)
})

test('a dead link is found, and code is no link', async () => {
  assert.match(await fault('docs/crm.md', 'nowhere.md'), /nowhere/)
  assert.match(await fault('docs/crm.md', 'consent.md#no-such-heading'), /no heading/)
  assert.equal(await fault('docs/crm.md', 'consent.md#proof'), undefined)
  assert.deepEqual(links('`[a](b.md)`\n```\n[c](d.md)\n```\n[e](f.md)').map(({ target }) => target), ['f.md'])
  assert.equal(slug('Who sees what, when, and why'), 'who-sees-what-when-and-why')
  assert.deepEqual(anchors('# A\n## A\n```\n# B\n```'), ['a', 'a-1'])
})

test('what the site has stays a link, what it has not becomes a word', () => {
  assert.equal(rehome('[a](../cli/README.md#x)', 'docs/replay.md', 'replay.md'), '[a](./cli.md#x)')
  assert.equal(rehome('[a](../docs/crm.md)', 'cli/README.md', 'cli.md'), '[a](./crm.md)')
  assert.equal(rehome('[a](../../ready-made.md)', 'docs/es/first-hours/marketer.md', 'es/first-hours/marketer.md'), '[a](../../ready-made.md)')
  assert.equal(rehome('[the shop](www/store/barrio.json)', 'README.md', 'index.md'), 'the shop')
})

test('every page is in a sidebar, once in its language', () => {
  const { en, es } = menus(found)
  const listed = (groups) => groups.flatMap(({ items }) => items.map(({ page }) => page))
  const all = [...found.keys()].map((path) => path.slice(0, -'.md'.length))
  const missing = (groups, wanted) => wanted.filter((page) => listed(groups).filter((other) => other === page).length !== 1)
  assert.deepEqual(missing(en, all.filter((page) => !page.startsWith('es/') && page !== 'index')), [])
  assert.deepEqual(missing(es, all.filter((page) => page.startsWith('es/') && page !== 'es/index')), [])
  for (const groups of [en, es]) assert.deepEqual(listed(groups).filter((page) => !all.includes(page)), [])
})

test('the reference has every key of the schema with its type, meaning and an example that fits', async () => {
  const schema = JSON.parse(await readFile(`${ROOT}pkg/barrio.schema.json`, 'utf8'))
  const shown = examples(schema, await storeFiles())
  const page = found.get(REFERENCE).text
  let keys = 0
  for (const [name, def] of [['file', schema], ...Object.entries(schema.$defs)]) {
    for (const row of rows(name, def, shown)) {
      keys += 1
      const where = `${name}.${row.key}`
      for (const part of ['type', 'meaning', 'example']) assert.ok(row[part], `${where} has no ${part}`)
      assert.doesNotThrow(() => JSON.parse(row.example), where)
      assert.ok(page.includes(`{#${slug(name)}-${slug(row.key.replace('$', ''))}}`), `${where} has no anchor`)
    }
  }
  assert.ok(keys > 200, `only ${keys} keys`)
  assert.match(page, /\| `perSession` .*\| 2 \|/, 'defaults are told')
})
