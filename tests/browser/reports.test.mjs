// The reports of the CRM, as people use them: by keyboard, on a phone, in the dark, with axe-core.
import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { PHONE } from './gallery.mjs'
import { axe, openShop } from './harness.mjs'
import { collect, shoppers, STORE } from './shoppers.mjs'

const PAGES = ['', '/campaigns', '/surveys', '/programs', '/sources', '/texts']
const QUERY = '?last=all&survey=after-purchase&question=why'

const storeDir = await mkdtemp(join(tmpdir(), 'barrio-shop-'))
await writeFile(join(storeDir, 'barrio.json'), JSON.stringify(STORE))
const shop = await openShop({ storeDir, args: ['--rate', '0'] })
const messages = shoppers(400)
before(() => collect(shop.url, messages))
after(() => rm(storeDir, { recursive: true }))

/** How many different people there are of whom a message is so. */
const people = (is) => new Set(messages.filter(is).map(({ anonymousId }) => anonymousId)).size

describe('axe-core finds nothing, and nothing is cut off', () => {
  for (const [name, options] of [['a phone', PHONE], ['a desktop', {}]]) {
    test(`on ${name}`, async () => {
      const { page, problems, leave } = await shop.newVisitor(options)
      for (const path of PAGES) {
        await page.goto(`/crm/reports${path}${QUERY}`)
        for (const colorScheme of ['light', 'dark']) {
          await page.emulateMedia({ colorScheme })
          assert.deepEqual(await axe(page), [], `${path} ${colorScheme}`)
        }
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${path} scrolls sideways`)
      }
      assert.deepEqual(problems, [])
      await leave()
    })
  }
})

test('every report is reached from the contacts by keyboard alone', async () => {
  const { page, leave } = await shop.newVisitor()
  await page.goto('/crm')
  await tabTo(page, 'Reports')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 2, name: 'Where people stand' }).waitFor()
  for (const [name, heading] of [['Campaigns', 'welcome-abroad'], ['Surveys', 'All surveys'], ['Programs', 'All programs'], ['Sources', 'Who orders, by source'], ['Pyramid', 'Where people stand']]) {
    await tabTo(page, name)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 2, name: heading }).waitFor()
    assert.equal(await page.locator('.tabs [aria-current=page]').textContent(), name)
  }
  await tabTo(page, 'All')
  await page.keyboard.press('Enter')
  await page.waitForURL(/last=all/)
  await leave()
})

/** Presses Tab until a link with these words has the focus, as somebody without a pointer would. */
async function tabTo(page, words) {
  for (let pressed = 0; pressed < 40; pressed += 1) {
    await page.keyboard.press('Tab')
    if ((await page.evaluate(() => document.activeElement.textContent)) === words) return
  }
  assert.fail(`Tab does not reach ${words}.`)
}

test('a chart is an image that says what it finds', async () => {
  const { page, leave } = await shop.newVisitor()
  await page.goto('/crm/reports?last=all')
  const told = people(({ context }) => context.lifecycle)
  await page.getByRole('img', { name: new RegExp(`^Of ${told} people, \\d+ are active customers`) }).waitFor()
  assert.equal(await page.locator('.chart[role=img]').count(), 2)
  await leave()
})

test('what strangers wrote is text', async () => {
  const { page, problems, leave } = await shop.newVisitor()
  await page.goto(`/crm/reports/texts${QUERY}`)
  assert.ok(messages.some(({ properties }) => properties.answers?.why?.startsWith('<img')), 'nobody tried')
  await page.getByText('<img src=x onerror=alert(1)>').first().waitFor()
  assert.equal(await page.locator('blockquote img').count(), 0)
  assert.deepEqual(problems, [])
  await leave()
})

test('the days of the form are those of the report', async () => {
  const { page, leave } = await shop.newVisitor()
  const day = (back) => new Date(Date.now() - back * 86_400_000).toISOString().slice(0, 10)
  await page.goto('/crm/reports/sources?touch=last')
  await page.getByLabel('From', { exact: true }).fill(day(200))
  await page.getByLabel('to', { exact: true }).fill(day(100))
  await page.getByRole('button', { name: 'Show' }).click()
  await page.waitForURL(/from=/)
  const heard = people(({ timestamp }) => timestamp.slice(0, 10) >= day(200) && timestamp.slice(0, 10) <= day(100))
  await page.getByText(`Of ${heard} people heard of`).waitFor()
  assert.equal(await page.locator('nav[aria-label="Which touch"] [aria-current]').textContent(), 'Last')
  await leave()
})

test('each table can be saved as a file', async () => {
  const { page, leave } = await shop.newVisitor()
  await page.goto('/crm/reports/campaigns?last=all')
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Download as CSV' }).click()])
  assert.equal(download.suggestedFilename(), 'barrio-campaigns.csv')
  await leave()
})
