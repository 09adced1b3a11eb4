// Files that somebody has tampered with where they are served: each is refused by the one that loads it, whatever it is,
// the shop works, and it is said.
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { eventually, messageAppears, PATIENCE, waitForMessage } from '../browser/harness.mjs'
import { ready, storeFile } from '../browser/steps.mjs'
import { assertOneLine, assertUntouched, assertWorks, checkedTag, copyFolder, document, lines, openSite } from './site.mjs'

const packageDir = await copyFolder()
const site = await openSite({ packageDir })
const { cdn, crm } = site

const NO_WASM = { 'content-security-policy': `script-src ${crm.url}/barrio/; require-trusted-types-for 'script'; trusted-types 'none'` }

/** What barrio tells of, before it is asked. */
const listen = () => {
  window.complaints = []
  addEventListener('barrio:error', ({ detail }) => complaints.push(detail.message))
}

/** Somebody on a page while this file is served with something in it that was not published. */
async function tampered(file, options, look) {
  const path = join(packageDir, file)
  const published = readFileSync(path)
  // JavaScript would run, JSON be read and wasm compiled: each is as sound as before.
  const added = { js: '\nglobalThis.tampered = true', json: ' ' }[file.split('.').at(-1)] ?? Buffer.of(0, 2, 1, 120)
  writeFileSync(path, Buffer.concat([published, Buffer.from(added)]))
  try {
    const body = options.body ?? checkedTag(cdn, options.attributes)
    const visitor = await site.open(document(body), { prepare: listen, ...options })
    await look(visitor)
    assert.equal(await visitor.page.evaluate(() => globalThis.tampered), undefined, 'nothing of it ran')
    assert.ok(visitor.problems.some((problem) => /digest/.test(problem) && problem.includes(file)), `the browser refused it: ${visitor.problems}`)
    await visitor.leave()
  } finally {
    writeFileSync(path, published)
  }
}

const complaint = ({ page }, expected) =>
  eventually(() => page.evaluate((source) => complaints.some((words) => new RegExp(source).test(words)), expected.source), { within: 2 * PATIENCE })

const silent = async ({ page }) => assert.equal(await messageAppears(page, { within: 1500 }), false)

describe('where everything is as it was published', () => {
  test('each module is fetched once, so what is checked is what runs', async () => {
    const visitor = await site.open(document(checkedTag(cdn)), { at: '?barrio=debug' })
    await assertWorks(visitor, site)
    for (const name of ['index.js', 'view.js', 'debug.js', 'barrio_bg.wasm', 'barrio_speak.wasm']) {
      assert.equal(visitor.requests.filter(({ path }) => path.endsWith(`/${name}`)).length, 1, name)
    }
    assert.deepEqual(visitor.problems, [])
    await visitor.leave()
  })
})

describe('tampered with', () => {
  test('barrio.js: the page refuses it', () =>
    tampered('barrio.js', {}, async (visitor) => {
      await silent(visitor)
      assert.deepEqual(lines(visitor), [])
      await assertUntouched(visitor)
    }))

  const atStart = [['index.js', {}], ['barrio_bg.wasm', {}], ['barrio_plain.js', { headers: NO_WASM }]]
  for (const [file, options] of atStart) {
    test(`${file}: barrio does not start`, () =>
      tampered(file, options, async (visitor) => {
        await assertOneLine(visitor, new RegExp(`${file} could not be had, or is not what was published`))
        await silent(visitor)
      }))
  }

  for (const file of ['barrio_speak.wasm', 'view.js']) {
    test(`${file}: no message`, () =>
      tampered(file, {}, async (visitor) => {
        assert.ok(await complaint(visitor, new RegExp(`${file} could not be had`)))
        await silent(visitor)
        await assertUntouched(visitor)
      }))
  }

  for (const [file, question] of [['debug.js', ''], ['barrio_why.wasm', `barrio('explain')`]]) {
    test(`${file}: no explanation, and all else works`, () =>
      tampered(file, { at: question ? '' : '?barrio=debug' }, async (visitor) => {
        await assertWorks(visitor, site)
        if (question) assert.deepEqual(await visitor.page.evaluate(() => barrio('explain')), { visitor: {}, campaigns: [] })
        assert.ok(await complaint(visitor, new RegExp(`${file} could not be had`)))
      }))
  }

  test('words.json: English serves', () => {
    const content = { es: { blocks: [{ heading: 'hola' }] } }
    site.put(JSON.stringify(storeFile({ hello: { trigger: 'page_view', content } })), {}, '/es.json')
    return tampered('words.json', { locale: 'es-ES', body: checkedTag(cdn, 'async', '/es.json') }, async ({ page }) => {
      const message = await waitForMessage(page)
      assert.equal(await message.getByRole('heading').innerText(), 'hola')
      await message.getByRole('button', { name: 'Close' }).click()
    })
  })

  test('sources.json: the short list serves', () =>
    tampered('sources.json', { attributes: `async data-sources="${cdn}/sources.json"` }, async (visitor) => {
      await assertWorks(visitor, site)
      assert.ok(await complaint(visitor, /sources\.json could not be had/))
    }))

  const named = storeFile({}, { crm: [{ type: 'jitsu', url: 'https://127.0.0.1/x', writeKey: 'k' }] })
  for (const file of ['crm/jitsu.json', 'crm/integrity.json']) {
    test(`${file}: nothing is sent by it`, () => {
      site.put(JSON.stringify(named), {}, '/jitsu.json')
      return tampered(file, { body: checkedTag(cdn, 'async', '/jitsu.json') }, async (visitor) => {
        await ready(visitor.page)
        assert.ok(await complaint(visitor, /The row of the CRM "jitsu" could not be read/))
      })
    })
  }
})
