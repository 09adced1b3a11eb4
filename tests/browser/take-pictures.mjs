// Takes the pictures of the gallery: node tests/browser/take-pictures.mjs FOLDER [NAME …]; `cargo xtask gallery` builds first and calls it.
import { resolve } from 'node:path'
import { startServer } from './server.mjs'
import { launchBrowser, newVisitor } from './visitor.mjs'
import { takePictures, writeSheets } from './pictures.mjs'

const [folder, ...names] = process.argv.slice(2)
if (!folder) throw new Error('Name the folder that the pictures go into.')

const server = await startServer()
const browser = await launchBrowser()
try {
  const shop = { ...server, newVisitor: (options) => newVisitor(browser, server.url, options) }
  const taken = await takePictures(shop, (name) => names.length === 0 || names.includes(name))
  await writeSheets(browser, taken, resolve(folder))
  console.log(`${taken.size} sheets of eight pictures are in ${resolve(folder)}`)
} finally {
  await browser.close()
  await server.stop()
}
