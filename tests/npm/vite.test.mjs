// The packed package in Vite with React 18: the production build under the strictest policy, and the development server.
import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { HOST, eventually } from '../browser/harness.mjs'
import { run } from './package.mjs'
import { openProject } from './project.mjs'
import { assertVisit, freePort, openCrm, serveFolder, storeText } from './shop.mjs'

describe('Vite', () => {
  let folder
  before(async () => {
    folder = await openProject('vite')
  })

  test('builds all of the package for production, and a message reaches the CRM under the strictest policy', async () => {
    await run('node', ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'], { cwd: folder })
    let connect = ''
    const policy = () =>
      `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self' ${connect}; img-src data:; base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'`
    const shop = await serveFolder(join(folder, 'dist'), { policy })
    const crm = await openCrm(shop.url)
    connect = crm.url
    shop.extra['/barrio.json'] = storeText(crm)
    const visitor = await assertVisit({ url: shop.url, crm, bundler: 'vite' })
    await assertReact(visitor, shop.url)
  })

  test('serves it in development, where React mounts twice in strict mode', async () => {
    const url = `http://127.0.0.1:${await freePort()}`
    const crm = await openCrm(url)
    await mkdir(join(folder, 'public'))
    await writeFile(join(folder, 'public/barrio.json'), storeText(crm))
    await startDevelopment(folder, url)
    const visitor = await assertVisit({ url, crm, bundler: 'vite' })
    await assertReact(visitor, url)
  })
})

/** The hooks tell what happens; without its provider the widget is gone, and with a new one it is there again. */
async function assertReact({ page, problems }, url) {
  await page.goto(url)
  // In another visit's first page nothing was shown yet; here the form was sent, and is shown again when asked for.
  await page.waitForFunction(() => window.running)
  await page.evaluate(() => window.running.show('hello'))
  const state = page.locator('#state')
  assert.ok(await eventually(async () => (await state.innerText()) === 'running, hello'), 'a hook hears what is shown')
  await page.evaluate(() => window.running.dismiss())
  await page.getByRole('button', { name: 'Close the shop' }).click()
  assert.ok(await eventually(async () => (await page.locator(HOST).count()) === 0), 'the widget has left the page')
  await page.getByRole('button', { name: 'Open the shop' }).click()
  assert.ok(await eventually(async () => (await state.innerText()).startsWith('running')), 'it is there again')
  assert.deepEqual(problems, [])
}

async function startDevelopment(folder, url) {
  const { createServer } = await import(pathToFileURL(join(folder, 'node_modules/vite/dist/node/index.js')))
  const { hostname: host, port } = new URL(url)
  const server = await createServer({ root: folder, logLevel: 'warn', server: { host, port: +port, strictPort: true } })
  after(() => server.close())
  await server.listen()
}
