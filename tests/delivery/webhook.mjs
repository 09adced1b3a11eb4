// The Debian package `webhook`: a receiver that nobody here wrote, started on a port of its own.
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { freePort } from './port.mjs'
import { startProgram } from './program.mjs'
import { target } from './shop.mjs'

const run = promisify(execFile)

/** Its program: the one on the path, else the one of the package, unpacked into the target folder. */
export async function webhookPath() {
  const folders = (process.env.PATH ?? '').split(delimiter)
  const installed = folders.map((folder) => join(folder, 'webhook')).find((path) => existsSync(path))
  return installed ?? unpacked()
}

/** Unpacked and not installed: an installed one would be started by the system. */
async function unpacked() {
  const folder = join(target, 'receivers/webhook')
  const program = join(folder, 'usr/bin/webhook')
  if (existsSync(program)) return program
  await mkdir(folder, { recursive: true })
  try {
    await run('apt-get', ['download', 'webhook'], { cwd: folder })
    const file = (await readdir(folder)).find((name) => name.endsWith('.deb'))
    await run('dpkg', ['-x', join(folder, file), folder])
  } catch (error) {
    throw new Error(`The receiver webhook is not there and could not be fetched: install the package webhook. (${error.message})`)
  }
  return program
}

/**
 * Starts it with one hook that lets pages of `origin` post. Gives its address, what it has stored since (one record
 * for each request, as its command got it), and its end.
 */
export async function startWebhook(origin) {
  const program = await webhookPath()
  const folder = await mkdtemp(join(tmpdir(), 'barrio-webhook-'))
  const store = join(folder, 'store.sh')
  const received = join(folder, 'received.ndjson')
  await writeFile(store, `#!/bin/sh\nprintf '%s\\n' "$1" >> '${received}'\n`)
  await chmod(store, 0o755)
  await writeFile(join(folder, 'hooks.json'), JSON.stringify([hook(store, folder)]))
  const port = await freePort()
  const options = ['-hooks', join(folder, 'hooks.json'), '-ip', '127.0.0.1', '-port', String(port)]
  const { child, end } = startProgram(program, [...options, ...headers(origin)], {}, folder)
  const url = `http://127.0.0.1:${port}/hooks/barrio`
  await answers(url, child)
  return {
    url,
    received: () => records(received),
    end,
  }
}

const hook = (store, folder) => ({
  id: 'barrio',
  'execute-command': store,
  'command-working-directory': folder,
  'http-methods': ['POST', 'OPTIONS'],
  'incoming-payload-content-type': 'application/json',
  'pass-arguments-to-command': [{ source: 'entire-payload' }],
  'success-http-response-code': 202,
})

const headers = (origin) =>
  Object.entries({ Origin: origin, Headers: 'content-type', Methods: 'POST' }).flatMap(([name, value]) => [
    '-header',
    `Access-Control-Allow-${name}=${value}`,
  ])

async function answers(url, child) {
  for (let tries = 0; tries < 100 && child.exitCode === null; tries++) {
    const answer = await fetch(url, { method: 'GET' }).catch(() => undefined)
    if (answer) return
    await delay(100)
  }
  throw new Error('The receiver webhook did not start.')
}

/** A preflight triggers the hook too: it has no body, and is left out. */
async function records(file) {
  const text = await readFile(file, 'utf8').catch(() => '')
  const lines = text.split('\n').filter(Boolean)
  return lines.map((line) => JSON.parse(line)).filter((record) => record && Object.keys(record).length > 0)
}
