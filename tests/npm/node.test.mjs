// The packed package in Node.js: what a server does with it, the engine by itself, and every path that it exports.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { before, describe, test } from 'node:test'
import { root, run } from './package.mjs'
import { openProject } from './project.mjs'

describe('Node.js', () => {
  let result, folder
  before(async () => {
    folder = await openProject('node')
    result = JSON.parse(await run('node', ['server.mjs'], { cwd: folder }))
  })

  test('renders the provider and the hooks, which do nothing', () => {
    assert.equal(result.html, '<p>starting</p>')
  })

  test('has an instance that does nothing', () => {
    assert.deepEqual(result.nothing, { explained: { visitor: {}, campaigns: [] }, kept: {} })
  })

  test('runs the engine, whose messages carry the version of the package', async () => {
    const { version } = JSON.parse(await readFile(join(root, 'pkg/package.json'), 'utf8'))
    assert.deepEqual(result.issues, [])
    const { batch } = result.body
    const bought = batch.find(({ event }) => event === 'bought')
    assert.equal(bought.properties.value, 7)
    assert.deepEqual(bought.context.library, { name: 'barrio', version })
  })

  test('finds the schema, the sites and the ready-made programs', () => {
    assert.equal(typeof result.schema, 'string')
    assert.ok(result.sources > 0)
    assert.equal(result.templates[0], 1)
    assert.ok(result.templates[1] > 0)
  })

  test('imports without a side effect', async () => {
    const script = `const before = Object.getOwnPropertyNames(globalThis).join()
      await import('barrio'); await import('barrio/react')
      console.log(Object.getOwnPropertyNames(globalThis).join() === before)`
    assert.equal((await run('node', ['--input-type=module', '--eval', script], { cwd: folder })).trim(), 'true')
  })

  test('does not find what is not exported', async () => {
    const script = "await import('barrio/dist/view.js')"
    await assert.rejects(run('node', ['--input-type=module', '--eval', script], { cwd: folder }), /ERR_PACKAGE_PATH_NOT_EXPORTED/)
  })
})
