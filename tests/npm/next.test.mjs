// The packed package in Next.js: the app router with server rendering, its production build and server, React 19.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { eventually } from '../browser/harness.mjs'
import { run } from './package.mjs'
import { openProject } from './project.mjs'
import { assertVisit, freePort, openCrm, storeText } from './shop.mjs'

/** Nothing is told to those who make it. */
const ENV = { NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' }

test('Next.js renders the shop on its server, and the widget runs on the page', async () => {
  const folder = await openProject('next')
  await run('node', ['node_modules/next/dist/bin/next', 'build'], { cwd: folder, env: ENV })
  const url = `http://127.0.0.1:${await freePort()}`
  const crm = await openCrm(url)
  await mkdir(join(folder, 'public'), { recursive: true })
  await writeFile(join(folder, 'public/barrio.json'), storeText(crm))
  await startNext(folder, url)
  const html = await (await fetch(url)).text()
  assert.match(html, /<p id="state">starting, nothing<\/p>/)
  assert.match(html, /<p id="server">[^<]*campaigns[^<]*<\/p>/)
  const { page } = await assertVisit({ url, crm, bundler: 'next' })
  assert.match(await page.locator('#state').innerText(), /^running/)
  const { events } = await crm.crm('events?limit=200')
  assert.ok(!events.some(({ properties }) => properties.bundler === 'a server'), 'a server tells nothing')
})

async function startNext(folder, url) {
  const { port, hostname } = new URL(url)
  const arguments_ = ['node_modules/next/dist/bin/next', 'start', '--port', port, '--hostname', hostname]
  const child = spawn('node', arguments_, { cwd: folder, env: { ...process.env, ...ENV }, stdio: 'ignore' })
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  after(async () => {
    const exited = once(child, 'exit')
    child.kill('SIGTERM')
    await exited
    process.off('exit', kill)
  })
  const answers = () => fetch(url).then((response) => response.ok, () => false)
  assert.ok(await eventually(answers, { within: 30_000 }), 'the server of Next.js answers')
}
