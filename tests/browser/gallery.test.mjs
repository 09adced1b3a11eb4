// The gallery looks as it did: every message in light and dark, in both directions, on a phone and on a desktop, beside its reference.
import assert from 'node:assert/strict'
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { eventually, openShop } from './harness.mjs'
import { enterGallery, entries, galleryFile, messageOf } from './gallery.mjs'
import { openDesk, REFERENCES, takePictures } from './pictures.mjs'

/** The share of a message's own pixels that may differ: fonts are smoothed a little differently from machine to machine. */
const TOLERANCE = 0.004

const OUTPUT = fileURLToPath(new URL('output/gallery/', import.meta.url))

const shop = await openShop()
const all = await entries()

describe('each message looks like its reference', () => {
  let taken, desk

  before(async () => {
    await rm(OUTPUT, { recursive: true, force: true })
    await mkdir(OUTPUT, { recursive: true })
    taken = await takePictures(shop)
    desk = await openDesk(shop.browser)
  })

  for (const { name } of all) {
    test(name, async () => {
      const sheet = await readFile(join(REFERENCES, `${name}.webp`)).catch(() => assert.fail('There is no reference: look at the picture, then run `cargo xtask gallery --update`.'))
      const found = await desk.compare(sheet, taken.get(name), TOLERANCE)
      const changed = found.filter(({ picture }) => picture)
      for (const { name: which, picture } of changed) await writeFile(join(OUTPUT, `${name}-${which}.png`), picture)
      const words = changed.map(({ name: which, changed }) => `${which} by ${(changed * 100).toFixed(1)} %`)
      assert.deepEqual(words, [], `See ${OUTPUT}: before, after, and where. If it is meant, run \`cargo xtask gallery --update\`.`)
    })
  }

  test('no reference is of something that is no more', async () => {
    const names = new Set(all.map(({ name }) => `${name}.webp`))
    assert.deepEqual((await readdir(REFERENCES)).filter((file) => file.endsWith('.webp') && !names.has(file)), [])
  })

  test('a message that has changed would be noticed', async () => {
    const pictures = taken.get('modal')
    const other = await desk.draw(taken.get('card').map((picture) => ({ ...picture })))
    const found = await desk.compare(other, pictures, TOLERANCE)
    assert.deepEqual(found.filter(({ picture }) => !picture), [])
  })
})

describe('the page', () => {
  test('lists every message, each opened by its button', async () => {
    const ana = await enterGallery(shop)
    await ana.page.goto('/gallery')
    const { campaigns } = await galleryFile()
    assert.equal(await ana.page.locator('[data-barrio-show]').count(), campaigns.length)
    await ana.page.getByRole('button', { name: 'Card', exact: true }).click()
    await messageOf(ana.page, 'card').waitFor()
    assert.deepEqual(ana.problems, [])
    await ana.leave()
  })

  test('has the colours and the language that its address asks for, with one message', async () => {
    const ana = await enterGallery(shop, { lang: 'ar' })
    await ana.page.goto('/gallery?lang=ar&scheme=dark&show=modal')
    const message = messageOf(ana.page, 'modal')
    await message.waitFor()
    assert.equal(await message.evaluate((element) => getComputedStyle(element).direction), 'rtl')
    const shade = () => message.locator('.panel').evaluate((panel) => getComputedStyle(panel).backgroundColor)
    const brightness = async () => Math.max(...(await shade()).match(/[\d.]+/g).slice(0, 3).map(Number))
    assert.ok(await eventually(async () => (await brightness()) < 110), await shade())
    await ana.leave()
  })
})
