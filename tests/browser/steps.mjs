// What the visitors of the tests do, and who they are; the words are those of the demo's store file.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { after } from 'node:test'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PATIENCE } from './visitor.mjs'
import { waitForMessage } from './page.mjs'

/** A time at which Lucía is on duty in Madrid. */
export const MORNING = '2026-11-22T10:00:00Z'
export const SPAIN = { locale: 'es-ES', timezoneId: 'Europe/Madrid', now: MORNING }
export const MEXICO = { locale: 'es-MX', timezoneId: 'America/Mexico_City', now: MORNING }
export const CHICAGO = { locale: 'en-US', timezoneId: 'America/Chicago', now: MORNING }

export const PRODUCT = '/p/parka.html'

/** The demo's store file, for the test to change. */
export const demoStoreFile = async () =>
  JSON.parse(await readFile(new URL('../../www/store/barrio.json', import.meta.url), 'utf8'))

/** Gives a visitor's pages another store file than the demo's. */
export const serveStoreFile = ({ context }, file) =>
  context.route('**/barrio.json', (route) => route.fulfill({ json: file }))

/** A store of the test's own: a folder with these files, for `openShop({ storeDir })`. Erased after the tests. */
export async function makeStore(files) {
  const folder = await mkdtemp(join(tmpdir(), 'barrio-store-'))
  after(() => rm(folder, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  return folder
}

/** A page of it: `body` as HTML, with the script tag. */
export const storePage = (body) =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>A store</title><link rel="icon" href="data:,"><body>${body}<script async src="/barrio/barrio.js" data-config="/barrio.json"></script></html>`

/** A store file with these campaigns: each an id and what else it has; its heading is its id. */
export const storeFile = (campaigns, others = {}) => ({
  version: 1,
  store: { name: 'A store', country: 'US', locale: 'en-US', currency: 'USD' },
  consent: { default: 'granted' },
  campaigns: Object.entries(campaigns).map(([id, campaign]) => ({
    id,
    format: 'modal',
    content: { en: { blocks: [{ heading: id }, { button: 'Close', do: 'dismiss' }] } },
    ...campaign,
  })),
  ...others,
})

/** Waits until commands act at once. */
export const ready = (page) =>
  page.waitForFunction(() => Object.hasOwn(window.barrio?.q ?? {}, 'push'), undefined, { timeout: PATIENCE })

/** Calls barrio as a page does; gives what it answers. */
export async function call(page, ...command) {
  await ready(page)
  return page.evaluate((command) => window.barrio(...command), command)
}

/** The names of all that barrio keeps on the device. */
export const keptKeys = (page) =>
  page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('barrio:')))

/** Everything that a page can keep on a device. */
export const kept = (page) =>
  page.evaluate(async () => ({
    local: Object.keys(localStorage),
    session: Object.keys(sessionStorage),
    cookies: document.cookie,
    databases: (await indexedDB.databases()).map(({ name }) => name),
    caches: await caches.keys(),
    workers: (await navigator.serviceWorker.getRegistrations()).length,
  }))

/** What that is where nothing is kept. */
export const NOTHING = { local: [], session: [], cookies: '', databases: [], caches: [], workers: 0 }

/** The names of the events that were recorded on the device, oldest first. */
export async function recorded(page) {
  const records = Object.entries(await call(page, 'export'))
  const journal = records.filter(([key]) => key.startsWith('journal/')).flatMap(([, events]) => events)
  return journal.map(([, name]) => name)
}

/** Everything that reached the CRM, whatever it is. */
export const received = async (shop) => (await shop.crm('events?limit=200')).events

const click = (locator) => locator.click()
const check = (locator) => locator.check()

/** Ticks or chooses what is pressed. */
const choose = async (locator, press) => {
  if (press === click) return check(locator)
  if (!(await locator.isChecked())) await press(locator)
  if (!(await locator.isChecked())) throw new Error('It is not chosen by pressing it.')
}

/** Puts the product of the page into the cart, as the shop lets people do it; `press` is how they press something. */
export async function addToCart(page, press = click) {
  await choose(page.getByRole('radio', { name: 'M', exact: true }), press)
  await press(page.getByRole('button', { name: /^Add to cart/ }))
}

/** Fills in the form that is shown, ticks the consent and sends it. */
export async function subscribe(page, email, press = click) {
  const form = await waitForMessage(page)
  await form.getByRole('textbox').fill(email)
  await choose(form.getByRole('checkbox'), press)
  await press(form.locator('[type=submit]'))
}
