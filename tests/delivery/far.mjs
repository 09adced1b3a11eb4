// The demo shop with a CRM at a receiver that nobody here wrote, and what came there.
import { rm } from 'node:fs/promises'
import { startServer } from '../browser/server.mjs'
import { SPAIN } from '../browser/steps.mjs'
import { newVisitor } from '../browser/visitor.mjs'
import { freePort } from './port.mjs'
import { copyShop, EVENT, PAGE } from './shop.mjs'

/**
 * Opens a product page of a shop whose one CRM is `entry` of a store file, at the receiver that `start` gives for the
 * shop's origin. Whatever is to be ended afterwards is added to `ends`.
 */
export async function openFarShop(browser, start, entry, ends) {
  // The receiver must know the page's origin before the shop can know the receiver's.
  const port = await freePort()
  const receiver = await start(`http://127.0.0.1:${port}`)
  ends.push(receiver.end)
  const storeDir = await copyShop((file) => {
    file.crm = [{ ...entry, url: receiver.url }]
    file.share = [EVENT]
  })
  ends.push(() => rm(storeDir, { recursive: true, force: true }))
  const shop = await startServer({ port, storeDir, args: ['--connect', new URL(receiver.url).origin] })
  ends.push(shop.stop)
  const ana = await newVisitor(browser, shop.url, SPAIN)
  ends.push(() => ana.context.close())
  await ana.page.goto(PAGE)
  return { receiver, ana }
}

/** The messages in what came, whether one came alone or many together. */
export const messages = (records) => records.flatMap((record) => record.batch ?? record.root ?? [record])
