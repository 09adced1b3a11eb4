// The JSON of the documentation: store files and parts of them go through the real `barrio check`, messages to the real
// server, recorded visits through the real `barrio replay`.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { promisify } from 'node:util'
import { startServer } from '../browser/server.mjs'
import { parseCase, play } from '../cases/case.mjs'
import { loadEngine } from '../cases/package.mjs'
import { elsewhere, samples } from './samples.mjs'
import { kindOf, storesOf } from './stores.mjs'
import { BINARY } from './tool.mjs'

const run = promisify(execFile)
const folder = await mkdtemp(join(tmpdir(), 'barrio-docs-'))
after(() => rm(folder, { recursive: true, force: true }))

const all = (await samples()).filter((sample) => !elsewhere(sample))
const read = all.filter(({ lang }) => lang === 'json').map((sample) => ({ sample, ...parsed(sample) }))

/** The sample's value and kind; what is wrong with it is a test's to say. */
function parsed(sample) {
  try {
    const value = JSON.parse(sample.text)
    return { value, kind: kindOf(sample, value) }
  } catch (error) {
    return { fault: error.message }
  }
}

/** All that `barrio check` says of a store file. */
async function checked(store, name) {
  const file = join(folder, `${name}.json`)
  await writeFile(file, JSON.stringify(store))
  const { stdout, stderr } = await run(BINARY, ['check', file]).catch((error) => error)
  return `${stdout}${stderr}`.replaceAll(`${file}: `, '').trim()
}

test('every JSON sample is JSON, and it is known what it is', () => {
  assert.deepEqual(read.filter(({ fault }) => fault).map(({ sample, fault }) => `${sample.at}: ${fault}`), [])
  assert.ok(read.length > 40, `only ${read.length} samples`)
})

describe('`barrio check` has nothing to say about', { concurrency: 4 }, () => {
  for (const page of [...new Set(read.map(({ sample }) => sample.file))]) {
    const stores = storesOf(read.filter(({ sample, fault }) => sample.file === page && !fault))
    if (!stores.length) continue
    test(page, async () => {
      for (const [index, { at, store }] of stores.entries()) {
        const said = await checked(store, `${page.replace(/\W/g, '-')}-${index}`)
        assert.match(said, /^no faults, no warnings\. (Every campaign runs|There)/, `${at}\n${said}`)
      }
    })
  }
})

test('a sample with a fault would be found', async () => {
  const sample = { at: 'here', mark: '', file: 'x' }
  const value = { id: 'x', format: 'balloon', content: { en: { blocks: [{ text: 'Hello' }] } } }
  const [{ store }] = storesOf([{ sample, kind: kindOf(sample, value), value }])
  assert.match(await checked(store, 'faulty'), /campaigns\[0\]\.format/)
  assert.throws(() => kindOf(sample, { colour: 'red' }), /cannot be seen/)
  assert.throws(() => kindOf({ ...sample, mark: 'whatever' }, {}), /none of/)
})

test('messages are taken by the real server', async () => {
  const messages = read.filter(({ kind }) => kind === 'message')
  const server = await startServer({ storeDir: folder, packageDir: folder })
  try {
    for (const { sample, value } of messages) {
      const answer = await fetch(`${server.url}/collect`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) })
      assert.equal(answer.status, 200, `${sample.at}: ${await answer.text()}`)
    }
  } finally {
    await server.stop()
  }
})

test('recorded visits are replayed by the real tool', async () => {
  const visits = read.filter(({ kind }) => kind === 'visit')
  assert.ok(visits.length >= 2)
  const [store, file] = ['store.json', 'visits.ndjson'].map((name) => join(folder, name))
  await writeFile(store, JSON.stringify({ version: 1, store: { locale: 'en' }, campaigns: [{ id: 'hi', format: 'card', content: { en: { blocks: [{ text: 'Hi' }] } } }] }))
  for (const { sample, value } of visits) {
    await writeFile(file, `${JSON.stringify(value)}\n`)
    const { stdout } = await run(BINARY, ['replay', '--store', store, '--visits', file]).catch((error) => assert.fail(`${sample.at}: ${error.stderr}`))
    assert.deepEqual(JSON.parse(stdout), { visit: value.id, shown: ['hi'], sent: [] }, sample.at)
  }
})

test('months have the keys that the real tool prints', async () => {
  const months = read.filter(({ kind }) => kind === 'month')
  const [store, file] = ['months.json', 'orders.csv'].map((name) => join(folder, name))
  await writeFile(store, '{"version":1}')
  await writeFile(file, 'person,date\nana,2026-09-03\n')
  const { stdout } = await run(BINARY, ['replay', '--store', store, '--orders', file])
  const printed = Object.keys(JSON.parse(stdout.split('\n')[0]))
  for (const { sample, value } of months) assert.deepEqual(Object.keys(value), printed, sample.at)
})

test('conformance cases hold', async () => {
  const Engine = await loadEngine()
  for (const { sample } of read.filter(({ kind }) => kind === 'case')) {
    assert.deepEqual(play(parseCase(sample.text), Engine).faults, [], sample.at)
  }
})

test('settings of other tools name only what these know', () => {
  const known = {
    'package.json': ['name', 'type', 'private', 'version', 'scripts', 'dependencies', 'devDependencies', 'exports'],
    tsconfig: ['extends', 'compilerOptions', 'include'],
  }
  for (const { sample, kind, value } of read) {
    if (known[kind]) assert.deepEqual(Object.keys(value).filter((key) => !known[kind].includes(key)), [], sample.at)
  }
})
