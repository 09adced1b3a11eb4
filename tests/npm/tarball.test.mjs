// What is published: these files and no other, the same bytes twice, and nothing that runs or is fetched on install.
import assert from 'node:assert/strict'
import { readFile, readdir, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { before, describe, test } from 'node:test'
import { filesIn, makeFolder, pack, root, run } from './package.mjs'

const PKG = join(root, 'pkg')

/** All files but the rows of CRMs and the ready-made programs. */
const FILES = [
  'LICENSE-APACHE', 'LICENSE-MIT', 'README.md', 'package.json',
  ...[
    'barrio.d.ts', 'barrio.js', 'barrio.schema.json', 'barrio_bg.wasm', 'barrio_plain.js', 'barrio_speak.wasm', 'barrio_why.wasm',
    'crm.js', 'debug.js', 'dial.json', 'index.d.ts', 'index.js', 'react.d.ts', 'react.js', 'sources.json',
    'store.d.ts', 'view.js', 'words.json',
  ].map((name) => `dist/${name}`),
]

describe('the tarball', () => {
  let tarball, folder, manifest
  before(async () => {
    tarball = await pack()
    folder = await makeFolder('unpacked')
    await run('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1'])
    manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
  })

  test('has these files and no other', async () => {
    const below = async (name) => (await readdir(join(PKG, name))).map((file) => `dist/${name}/${file}`)
    const wanted = [...FILES, ...(await below('crm')), ...(await below('templates'))].sort()
    assert.deepEqual(await filesIn(tarball), wanted)
  })

  test('has the licences of the project', async () => {
    for (const name of ['LICENSE-APACHE', 'LICENSE-MIT']) {
      assert.equal(await readFile(join(folder, name), 'utf8'), await readFile(join(root, name), 'utf8'), name)
    }
    assert.equal(manifest.license, 'MIT OR Apache-2.0')
  })

  test('runs nothing on install, and brings no other package', () => {
    assert.equal(manifest.scripts, undefined)
    assert.equal(manifest.dependencies, undefined)
    assert.equal(manifest.optionalDependencies, undefined)
    assert.equal(manifest.bundledDependencies ?? manifest.bundleDependencies, undefined)
    assert.deepEqual(manifest.peerDependenciesMeta, { react: { optional: true } })
  })

  test('exports nothing that is not in it', async () => {
    const files = await filesIn(tarball)
    const paths = Object.values(manifest.exports).flatMap((path) => (typeof path === 'string' ? path : Object.values(path)))
    for (const path of paths) {
      const pattern = RegExp(`^${path.slice(2).replaceAll('.', '\\.').replace('*', '.+')}$`)
      assert.ok(files.some((file) => pattern.test(file)), path)
    }
  })

  test('has every row of a CRM under its name', async () => {
    const { default: addresses } = await import(join(folder, 'dist/crm.js'))
    const names = (await readdir(join(folder, 'dist/crm'))).map((file) => file.replace('.json', '')).sort()
    assert.deepEqual(Object.keys(addresses).sort(), names)
    for (const name of names) JSON.parse(await readFile(addresses[name], 'utf8'))
  })

  test('has neither React nor a second copy of the module in `barrio/react`', async () => {
    const text = await readFile(join(folder, 'dist/react.js'), 'utf8')
    assert.ok(text.length < 2000, `${text.length} bytes`)
    const imports = [...text.matchAll(/from\s*"([^"]+)"/g)].map(([, name]) => name)
    assert.deepEqual(imports.sort(), ['barrio', 'react'])
    assert.match(text, /^"use client"/)
  })

  test('names no folder of the machine that built it', async () => {
    for (const name of await filesIn(tarball)) {
      const text = await readFile(join(folder, name), 'latin1')
      assert.ok(!text.includes(root.slice(0, -1)) && !text.includes(process.env.HOME + '/'), name)
    }
  })

  test('has the same bytes whenever it is packed', async () => {
    for (const name of await readdir(join(PKG, 'dist'))) await utimes(join(PKG, 'dist', name), new Date(), new Date())
    assert.deepEqual(await readFile(await pack()), await readFile(tarball))
  })
})
