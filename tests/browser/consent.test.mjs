// What the visitor has not allowed: to keep anything on the device, to tell anything of what they do.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventually, openShop, PATIENCE, waitForMessage } from './harness.mjs'
import { call, demoStoreFile, kept, keptKeys, NOTHING, PRODUCT, received, recorded, serveStoreFile, SPAIN } from './steps.mjs'

const shop = await openShop()
const demo = await demoStoreFile()

test('without consent to anything the device keeps nothing', async () => {
  const ana = await shop.newVisitor(SPAIN)
  await serveStoreFile(ana, { ...demo, consent: { default: 'denied' } })
  const { page } = ana
  for (const path of ['/', '/c/outerwear.html', PRODUCT]) {
    await page.goto(path)
    await call(page, 'track', 'view_promotion', { promotion_id: 'A1' })
    assert.deepEqual(await kept(page), NOTHING, path)
  }
  const message = await waitForMessage(page)
  await message.getByRole('button', { name: 'Seguir mirando' }).click()
  const known = await recorded(page)
  assert.ok(known.includes('view_item') && known.includes('view_promotion'), 'it is known while the page is there')
  assert.deepEqual(await kept(page), NOTHING)
  await page.goto('/')
  assert.deepEqual(await kept(page), NOTHING)
  assert.deepEqual(await ana.context.cookies(), [])
  assert.deepEqual(await received(shop), [])
  assert.deepEqual((await ana.leave()).origins, [])
})

test('consent that is taken back erases what was kept', async () => {
  const ana = await shop.newVisitor(SPAIN)
  await ana.page.goto(PRODUCT)
  await call(ana.page, 'export')
  assert.notDeepEqual(await keptKeys(ana.page), [])
  await call(ana.page, 'consent', { preferences: false, analytics: false, marketing: false })
  // The demonstration's default allows preferences: only that they are refused may not be forgotten.
  assert.deepEqual(await keptKeys(ana.page), ['barrio:consent'])
  await ana.page.goto('/')
  assert.deepEqual(await keptKeys(ana.page), ['barrio:consent'])
  await ana.leave()
})

test('forget leaves nothing on the device', async () => {
  const ana = await shop.newVisitor(SPAIN)
  await ana.page.goto(PRODUCT)
  await waitForMessage(ana.page)
  await call(ana.page, 'forget')
  assert.deepEqual(await keptKeys(ana.page), [])
  await ana.leave()
})

test('Global Privacy Control keeps behaviour on the device where the store would send it', async () => {
  const store = { ...demo, consent: { default: 'granted' }, share: ['view_item'] }
  /** Sees a product and the welcome, then leaves; gives what the page told of the two. */
  const visit = async (prepare) => {
    const visitor = await shop.newVisitor(SPAIN)
    await serveStoreFile(visitor, store)
    if (prepare) await visitor.context.addInitScript(prepare)
    await visitor.page.goto(PRODUCT)
    await waitForMessage(visitor.page)
    assert.ok((await recorded(visitor.page)).includes('view_item'))
    await visitor.page.goto('/')
    return visitor
  }
  const guarded = await visit(() => Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { value: true }))
  // After them somebody without it: once their behaviour has arrived, that of the first would have, too.
  const open = await visit()
  const events = await eventually(async () => {
    const events = await received(shop)
    return events.length > 0 && events
  }, { within: PATIENCE })
  assert.ok(events, 'without the signal the store is told')
  assert.deepEqual(new Set(events.map(({ event }) => event)), new Set(['view_item', 'campaign_shown', 'program_step']))
  assert.equal(new Set(events.map(({ anonymous_id }) => anonymous_id)).size, 1)
  assert.deepEqual(guarded.requests.filter(({ method }) => method !== 'GET'), [])
  assert.deepEqual(await keptKeys(guarded.page).then((keys) => keys.filter((key) => key.includes('outbox'))), [])
  await guarded.leave()
  await open.leave()
})
