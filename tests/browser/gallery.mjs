// The gallery for tests: what is in it, how each message comes onto the page, and the states that only use brings about.
import { readFile } from 'node:fs/promises'
import { HOST, settled } from './page.mjs'

/** A time at which the pictures are taken; clocks stand still, so that countdowns do too. */
export const MOMENT = '2026-11-22T16:00:00Z'

export const PHONE = { viewport: { width: 375, height: 667 }, hasTouch: true, isMobile: true }
export const DESKTOP = { viewport: { width: 1280, height: 800 } }

const FILE = new URL('../../www/store/gallery.json', import.meta.url)

/** The gallery's store file. */
export const galleryFile = async () => JSON.parse(await readFile(FILE, 'utf8'))

/** What a campaign shows, wherever that is; what is still fading after it was closed is inert. */
export const messageOf = (page, id) => page.locator(`${HOST} [data-campaign="${id}"]:not([inert])`).first()

/** The dot of a hotspot: what it says is not to be seen before it is pressed. */
const dotOf = (page) => page.locator(`${HOST} .dot`)

/** Waits until a campaign is to be seen. */
export const appears = (page, { id, format }) => (format === 'hotspot' ? dotOf(page) : messageOf(page, id)).waitFor({ state: 'visible' })

const goOn = (message) => message.locator('[data-action="next"]').click()
const submit = (message) => message.locator('[type=submit]').first().click()
const choose = (message, at) => message.locator('input[type=radio]').nth(at).check({ force: true })

/** Answers the first question of the survey, so that the one for that score comes. */
const score = (value) => async (message) => {
  await choose(message, value)
  await goOn(message)
}

const fill = async (message) => {
  await message.locator('input[type=email]').fill('ana@example.com')
  await message.locator('input[type=checkbox]').last().check({ force: true })
}

/** States of a campaign that are reached by using it: a name, and what is done. */
const STATES = {
  'card-teaser': [['closed', (message) => message.locator('.close').click()]],
  chat: [['away', (message) => message.locator('.content button').first().click()]],
  form: [
    ['errors', submit],
    ['thanks', async (message) => (await fill(message), await submit(message))],
  ],
  'form-fields': [['errors', submit]],
  'modal-offer': [['copied', (message) => message.locator('.copy').click()]],
  'question-single': [['other', (message) => choose(message, 3)]],
  'question-stars': [['chosen', (message) => choose(message, 3)]],
  'question-ranking': [['moved', (message) => message.locator('li button').nth(1).click()]],
  survey: [
    ['why', score(4)],
    ['best', score(9)],
    ['thanks', async (message) => (await score(9)(message), await goOn(message))],
  ],
  'survey-page': [['errors', submit]],
  hotspot: [['open', (_, page) => dotOf(page).click()]],
  teaser: [['tab', (message) => message.locator('.close').click()]],
  tour: [
    ['shadow', goOn],
    ['last', async (message, page) => (await goOn(message), await goOn(message), await page.locator('#scene-add').click())],
  ],
}

/** All that is to be seen: each campaign as it comes, and its states. */
export async function entries() {
  const { campaigns } = await galleryFile()
  return campaigns.flatMap(({ id, format }) => [
    { name: id, id, format },
    ...(STATES[id] ?? []).map(([state, use]) => ({ name: `${id}-${state}`, id, format, use })),
  ])
}

/** A visitor to whom nothing moves; each page that they open is their first. */
export async function enterGallery(shop, { lang = 'en', moment = MOMENT, ...options } = {}) {
  const visitor = await shop.newVisitor({ ...DESKTOP, locale: lang, reducedMotion: 'reduce', ...options })
  await visitor.context.addInitScript(() => localStorage.clear())
  if (moment) await visitor.context.clock.setFixedTime(moment)
  return { ...visitor, lang }
}

/** Opens the gallery with one message by itself, brings it into its state, and gives it once it stands still. */
export async function present({ page, lang }, entry, query = '') {
  await page.goto(`/gallery?lang=${lang}&show=${entry.id}${query}`)
  await appears(page, entry)
  const message = messageOf(page, entry.id)
  if (entry.use) {
    await still(page)
    await entry.use(message, page)
    await page.waitForTimeout(80)
    await appears(page, entry)
  }
  await still(page)
  return message
}

/** Waits until nothing moves, fonts and pictures are there, and no list is still being filled. */
export async function still(page) {
  await page.waitForFunction((host) => {
    const ours = [...document.querySelectorAll(host)].map(({ shadowRoot }) => shadowRoot).filter(Boolean)
    const all = (selector) => [document, ...ours].flatMap((root) => [...root.querySelectorAll(selector)])
    const inView = (image) => image.getBoundingClientRect().top < innerHeight
    const picturesThere = all('img').every((image) => image.complete || !inView(image))
    return picturesThere && all('.phone select').every(({ length }) => length > 1)
  }, HOST)
  await page.evaluate(() => document.fonts.ready)
  await settled(page)
}

/** Does that with each of a list, two at once: there is one browser, and it has more than one processor. */
export async function pool(list, act) {
  const waiting = [...list]
  const work = async () => {
    for (let item = waiting.shift(); item; item = waiting.shift()) await act(item)
  }
  await Promise.all([work(), work()])
}
