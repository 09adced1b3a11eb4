// Pictures of the gallery: eight of each entry on one sheet, kept as references and compared with what is seen now.
import { mkdir, readFile, readdir, unlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { HOST } from './page.mjs'
import { DESKTOP, enterGallery, entries, PHONE, pool, present } from './gallery.mjs'

/** Where the references are. */
export const REFERENCES = fileURLToPath(new URL('references/', import.meta.url))

const SCREENS = { phone: PHONE, desktop: DESKTOP }
const LANGUAGES = ['en', 'ar']
const SCHEMES = ['light', 'dark']

const [{ width: WIDE }, { width: NARROW, height: SHORT }] = [DESKTOP.viewport, PHONE.viewport]

/** Where each of the eight pictures lies on a sheet, in CSS pixels: phones in a row, under them desktops two by two. */
const PLACES = Object.entries(SCREENS).flatMap(([screen, { viewport }]) =>
  LANGUAGES.flatMap((lang, column) =>
    SCHEMES.map((scheme, row) => ({
      name: `${screen}-${lang}-${scheme}`,
      ...viewport,
      ...(screen === 'phone' ? { x: (column * 2 + row) * NARROW, y: 0 } : { x: row * WIDE, y: SHORT + column * viewport.height }),
    })),
  ),
)
const SHEET = { width: WIDE * 2, height: SHORT + DESKTOP.viewport.height * 2 }

/**
 * Takes the pictures of all entries: a map from the entry's name to its pictures, each `{ name, png, area }`; `area` is
 * how many pixels of it the message covers.
 */
export async function takePictures(shop, only = () => true) {
  const wanted = (await entries()).filter(({ name }) => only(name))
  const taken = new Map(wanted.map(({ name }) => [name, []]))
  const screens = Object.entries(SCREENS).flatMap(([screen, options]) => LANGUAGES.map((lang) => ({ screen, lang, ...options })))
  await pool(screens, async ({ screen, ...options }) => {
    const visitor = await enterGallery(shop, options)
    for (const entry of wanted) taken.get(entry.name).push(...(await lightAndDark(visitor, entry, screen)))
    await visitor.leave()
  })
  return taken
}

async function lightAndDark(visitor, entry, screen) {
  const { page, lang } = visitor
  await page.emulateMedia({ colorScheme: SCHEMES[0] })
  await present(visitor, entry)
  const pictures = []
  for (const scheme of SCHEMES) {
    await page.emulateMedia({ colorScheme: scheme })
    const png = await page.screenshot({ animations: 'disabled', caret: 'hide' })
    pictures.push({ name: `${screen}-${lang}-${scheme}`, png: png.toString('base64'), area: await page.evaluate(covered, HOST) })
  }
  return pictures
}

/** In the page: how many of its visible pixels our messages cover. */
function covered(host) {
  const panels = [...document.querySelectorAll(host)].flatMap(({ shadowRoot }) => [...shadowRoot.querySelectorAll('.panel')])
  return panels.reduce((sum, panel) => {
    const { left, top, right, bottom } = panel.getBoundingClientRect()
    const side = (from, to, end) => Math.max(0, Math.min(to, end) - Math.max(from, 0))
    return sum + side(left, right, innerWidth) * side(top, bottom, innerHeight)
  }, 0)
}

/** A page that draws sheets and compares: the browser reads and writes the pictures, so that no library has to. */
export async function openDesk(browser) {
  const page = await browser.newPage()
  const pixelmatch = await readFile(createRequire(import.meta.url).resolve('pixelmatch'), 'utf8')
  await page.addScriptTag({ type: 'module', content: `${pixelmatch}\nwindow.pixelmatch = pixelmatch` })
  await page.waitForFunction(() => window.pixelmatch)
  await page.evaluate(atDesk)
  return {
    /** A sheet with the pictures, as the bytes of a WebP. */
    draw: async (pictures) => bytes(await page.evaluate((given) => window.desk.draw(given), { pictures: placed(pictures), SHEET })),
    /**
     * How each picture differs from its place on a sheet: `{ name, changed }`, the share of the message's own pixels;
     * with `picture`, the bytes of a PNG that shows before, after and where, if that is more than `tolerance`.
     */
    compare: async (sheet, pictures, tolerance) => {
      const given = { sheet: sheet.toString('base64'), pictures: placed(pictures), SHEET, tolerance }
      const found = await page.evaluate((given) => window.desk.compare(given), given)
      return found.map(({ picture, ...rest }) => ({ ...rest, ...(picture && { picture: bytes(picture) }) }))
    },
    close: () => page.close(),
  }
}

const bytes = (url) => Buffer.from(url.slice(url.indexOf(',') + 1), 'base64')

const placed = (pictures) => pictures.map((picture) => ({ ...picture, ...PLACES.find(({ name }) => name === picture.name) }))

/** In the desk's page: the functions that draw and compare. */
function atDesk() {
  const decode = async (base64, type) => createImageBitmap(await (await fetch(`data:${type};base64,${base64}`)).blob())
  const canvas = (width, height) => new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })
  const url = async (context, type) => {
    const blob = await context.canvas.convertToBlob({ type, quality: 0.8 })
    return new Promise((resolve) => {
      const reader = new FileReader()
      reader.onload = () => resolve(reader.result)
      reader.readAsDataURL(blob)
    })
  }
  const pixels = (image, { x = 0, y = 0, width, height }) => {
    const context = canvas(width, height)
    context.drawImage(image, -x, -y)
    return context.getImageData(0, 0, width, height)
  }

  async function draw({ pictures, SHEET }) {
    const sheet = canvas(SHEET.width, SHEET.height)
    for (const { png, x, y } of pictures) sheet.drawImage(await decode(png, 'image/png'), x, y)
    return url(sheet, 'image/webp')
  }

  function compareOne([old, now], { name, area, ...place }, tolerance) {
    const { width, height } = place
    const before = pixels(old, place)
    const after = pixels(now, place)
    const where = new ImageData(width, height)
    const count = pixelmatch(before.data, after.data, where.data, width, height, { threshold: 0.1 })
    const changed = count / Math.max(area, 1)
    if (changed <= tolerance) return { name, changed }
    const shown = canvas(width * 3, height)
    ;[before, after, where].forEach((image, at) => shown.putImageData(image, at * width, 0))
    return url(shown, 'image/png').then((picture) => ({ name, changed, picture }))
  }

  async function compare({ sheet, pictures, SHEET, tolerance }) {
    // A WebP loses something, most where thin lines are red or green: what is seen now loses the same.
    const now = (await draw({ pictures, SHEET })).split(',')[1]
    const sheets = await Promise.all([sheet, now].map((base64) => decode(base64, 'image/webp')))
    return Promise.all(pictures.map((picture) => compareOne(sheets, picture, tolerance)))
  }

  window.desk = { draw, compare }
}

/** Writes a sheet for each entry into a folder; sheets of entries that are no more go. */
export async function writeSheets(browser, taken, folder) {
  await mkdir(folder, { recursive: true })
  const desk = await openDesk(browser)
  for (const [name, pictures] of taken) await writeFile(join(folder, `${name}.webp`), await desk.draw(pictures))
  await desk.close()
  const known = new Set((await entries()).map(({ name }) => `${name}.webp`))
  for (const file of await readdir(folder)) {
    if (file.endsWith('.webp') && !known.has(file)) await unlink(join(folder, file))
  }
}
