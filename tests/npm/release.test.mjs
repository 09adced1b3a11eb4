// What `cargo xtask dist` made: the tarball that npm packs, and a bill of materials that CycloneDX accepts.
import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { before, describe, test } from 'node:test'
import { pack, root, run, target } from './package.mjs'
import { openProject } from './project.mjs'

const { version } = JSON.parse(await readFile(join(root, 'pkg/package.json'), 'utf8'))
const made = (ending) => join(target, '../dist', `barrio-${version}.${ending}`)

describe('a release', () => {
  test('has the tarball that npm makes of the package', async () => {
    assert.deepEqual(await readFile(made('tgz')), await readFile(await pack()))
  })

  describe('its bill of materials', () => {
    let folder, bill
    before(async () => {
      folder = await openProject('bill')
      bill = JSON.parse(await readFile(made('cdx.json'), 'utf8'))
    })
    const check = (file) => run('node', ['check.mjs', file], { cwd: folder })

    test('is as CycloneDX has it', async () => {
      assert.equal(await check(made('cdx.json')), '')
    })

    test('would be refused with a fault in it', async () => {
      const wrong = join(folder, 'wrong.json')
      await writeFile(wrong, JSON.stringify({ ...bill, components: [{ name: 'a' }] }))
      assert.notEqual(await check(wrong), '')
    })

    test('says that no package of npm is shipped', () => {
      const shipped = bill.components.filter(({ scope }) => scope === 'required').map(({ purl }) => purl)
      assert.ok(shipped.length > 3, shipped.join())
      assert.deepEqual(shipped.filter((purl) => purl.startsWith('pkg:npm/')), [])
    })
  })
})
