// Sharing and copying in a real browser: by the visitor's own apps and clipboard, or by what there is in their place.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openHarness, show } from './harness.mjs'
import { eventually, shadow, told } from './looks.mjs'
import { VIEWS } from './views.mjs'

let harness
before(async () => (harness = await openHarness()))
after(() => harness.close())

const FRIEND = {
  locale: 'en', label: 'Tell a friend', campaign: 'friend', format: 'card', surface: 'corner', position: 'bottom-right',
  nodes: [{ kind: 'button', text: 'Tell a friend', style: 'primary', share: '/p/parka', words: 'A coat', action: 0 }],
}

test('what is shared goes to the apps of the visitor; who thinks better of it is left alone', async () => {
  const page = await harness.open({ permissions: ['clipboard-read', 'clipboard-write'] })
  await page.evaluate(() => {
    window.shared = []
    navigator.share = async (data) => void window.shared.push(data)
  })
  await show(page, FRIEND)
  const button = shadow(page, '.button')
  await button.click()
  const url = new URL('/p/parka', page.url()).href
  assert.deepEqual(await page.evaluate(() => window.shared), [{ url, text: 'A coat' }])
  assert.deepEqual(await told(page), [{ type: 'act', campaign: 'friend', action: 0, fields: {} }])
  await page.evaluate(() => (navigator.share = () => Promise.reject(new DOMException('', 'AbortError'))))
  await button.click()
  assert.equal(await button.textContent(), 'Tell a friend')
  await page.evaluate(() => (navigator.share = () => Promise.reject(new DOMException('', 'NotAllowedError'))))
  await button.click()
  await eventually(() => button.textContent(), 'Link copied')
})

test('where a browser has no way to share, the link is copied, and the button says so; else it is there to copy', async () => {
  const page = await harness.open({ permissions: ['clipboard-read', 'clipboard-write'] })
  await page.evaluate(() => (navigator.share = undefined))
  await show(page, FRIEND)
  const button = shadow(page, '.button')
  await button.click()
  await eventually(() => button.textContent(), 'Link copied')
  const url = new URL('/p/parka', page.url()).href
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), url)
  await eventually(() => button.textContent(), 'Tell a friend')
  await page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }))
  await button.click()
  await eventually(() => button.textContent(), url)
  assert.equal(await page.evaluate(() => getSelection().toString()), url)
  assert.deepEqual(page.problems, [])
})

test('a code is copied, and the button and the live region say so', async () => {
  const page = await harness.open({ permissions: ['clipboard-read', 'clipboard-write'] })
  await show(page, VIEWS.modal)
  await shadow(page, '.copy').click()
  await eventually(() => shadow(page, '.copy').textContent(), 'Copied')
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), 'HOLA40')
  assert.equal(await shadow(page, '[role=status]').textContent(), 'Copied')
  assert.equal((await told(page))[0].action, 0)
  await eventually(() => shadow(page, '.copy').textContent(), 'Copy')
})

test('where the browser refuses to copy, nothing is claimed', async () => {
  const page = await harness.open()
  await page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }))
  await show(page, VIEWS.modal)
  await shadow(page, '.copy').click()
  await page.waitForTimeout(200)
  assert.equal(await shadow(page, '.copy').textContent(), 'Copy')
  assert.deepEqual(page.problems, [])
})
