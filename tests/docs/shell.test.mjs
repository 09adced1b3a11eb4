// The commands of the documentation: `barrio` is run in a folder as a reader has it, others are held to what is known.
import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { promisify } from 'node:util'
import { startServer } from '../browser/server.mjs'
import { checkCommand } from './commands.mjs'
import { isWalk, ROOT, samples } from './samples.mjs'
import { BINARY } from './tool.mjs'

const run = promisify(execFile)
// `barrio send` says which page it is sent from, as a browser would.
const server = await startServer({ args: ['--allow-origin', 'https://shop.example'] })
const awaited = (await samples()).filter(({ lang }) => lang === 'sh')
after(() => server.stop())

/** The lines of a sample without their comments; one that ends with a backslash goes on. */
const lines = (text) =>
  text.replace(/\\\n\s*/g, '').split('\n').map((line) => line.replace(/(^|\s+)#(?![{]).*$/, '').trim()).filter(Boolean)

const VISITS = [
  { id: 'v1', person: 'ana', visitor: { country: 'ES', locale: 'es-ES' }, events: [{ at: '2026-11-20T18:02:00Z', event: 'page_view', properties: { path: '/p/parka' } }] },
]
const ORDERS = {
  'orders.csv': 'person,date,value,Email,Created at,Total,Name\nana,2026-09-03,20,ana@example.com,2026-09-03 10:00:00 +0000,20.00,#1\n',
  'CDNOW_sample.txt': ' 00001 0001 19970101  1   11.77\n 00001 0001 19970118  2   22.50\n',
}

/** A folder as a reader has it who follows the pages: a store file with three CRMs of its own, visits, orders. */
async function folderOf() {
  const folder = await mkdtemp(join(tmpdir(), 'barrio-shell-'))
  const { stdout } = await run(BINARY, ['new', '--template', 'all'])
  const url = `${server.url}/collect`
  const crm = ['segment', 'hubspot', 'mautic'].map((name) => ({ name, type: 'segment', url }))
  await writeFile(join(folder, 'sample.json'), JSON.stringify({ ...JSON.parse(stdout), crm }))
  await writeFile(join(folder, 'visits.ndjson'), VISITS.map((visit) => JSON.stringify(visit)).join('\n'))
  for (const [name, text] of Object.entries(ORDERS)) await writeFile(join(folder, name), text)
  await mkdir(join(folder, 'www'))
  await symlink(join(ROOT, 'www/store'), join(folder, 'www/store'))
  await symlink(join(ROOT, 'pkg'), join(folder, 'pkg'))
  return folder
}

/** Runs a line that calls `barrio`, in `folder`; a server is ended once it has said where it is. */
async function perform(line, folder) {
  const words = line.replace(/^cargo run (-q )?-p barrio-cli -- /, 'barrio ')
  const makes = words.match(/--out (\S+)/)?.[1]
  const store = words.match(/(?:--store|check(?: --\w+)?) (\S+\.json)/)?.[1]
  if (store && !makes) await run('sh', ['-c', `mkdir -p "$(dirname ${store})"; [ -e ${store} ] || cp sample.json ${store}`], { cwd: folder })
  if (/\bbarrio serve\b/.test(words)) return serve(words, folder)
  await run('sh', ['-c', words.replace(/\bbarrio /, `'${BINARY}' `)], { cwd: folder, timeout: 30_000 })
}

async function serve(words, folder) {
  const own = words.replace(/--port \d+/, '').replace(/--host 0\.0\.0\.0/, '--host 127.0.0.1').replace(/=…/, '=secret')
  const command = own.replace(/\bbarrio serve/, `exec '${BINARY}' serve --port 0`)
  await mkdir(join(folder, 'target'), { recursive: true })
  const child = spawn('sh', ['-c', command], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  child.stderr.on('data', (words) => (said += words))
  const started = await Promise.race([once(child.stdout, 'data').then(String), once(child, 'exit').then(() => said)])
  if (child.exitCode === null) {
    const exited = once(child, 'exit')
    child.kill('SIGTERM')
    await exited
  }
  assert.match(started, /barrio serves the shop at http:\/\/127\.0\.0\.1:/, words)
}

const IS_BARRIO = /^((\w+=\S+ )*barrio |cargo run (-q )?-p barrio-cli -- )/

describe('the commands of', { concurrency: 4 }, () => {
  const shell = awaited.filter(({ file }) => !isWalk(file))
  for (const file of [...new Set(shell.map(({ file }) => file))]) {
    test(file, async () => {
      const folder = await folderOf()
      try {
        for (const { at, text } of shell.filter((sample) => sample.file === file)) await each(at, text, folder)
      } finally {
        await rm(folder, { recursive: true, force: true })
      }
    })
  }
})

async function each(at, text, folder) {
  for (const line of lines(text)) {
    try {
      await checkCommand(line)
      if (IS_BARRIO.test(line)) await perform(line, folder)
    } catch (error) {
      throw new Error(`${at}: ${line}\n${error.message}`, { cause: error })
    }
  }
}

test('what is not known is found', async () => {
  const wrong = ['cargo xtask dance', 'barrio check --loudly barrio.json', 'barrio sing', 'node --test tests/nowhere.test.mjs', 'npm install left-handed-pad', 'sudo reboot', 'cargo xtask test nothing']
  for (const line of wrong) await assert.rejects(checkCommand(line), Error, line)
})
