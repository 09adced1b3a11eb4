// Performs a walk-through of the documentation: its samples in their order, in a folder of its own, with the real tool.
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { checkCommand } from './commands.mjs'
import { ROOT } from './samples.mjs'
import { Visits } from './visitors.mjs'
import { BINARY } from './tool.mjs'

const run = promisify(execFile)
const COMMAND_WITHIN = 60_000
const START_WITHIN = 15_000

/** Commands of a walk-through that are held to what exists, and not run: they build what the suite has built already. */
const BUILT_ALREADY = /^cargo (xtask build|install --path cli)\b/

/** A folder as a reader has it: the source's `pkg` and `cli` in it, and `barrio` on the path. */
export class Walk {
  static async begin(browser) {
    const folder = await mkdtemp(join(tmpdir(), 'barrio-walk-'))
    for (const name of ['pkg', 'cli']) await symlink(join(ROOT, name), join(folder, name))
    await mkdir(join(folder, '.bin'))
    await symlink(BINARY, join(folder, '.bin/barrio'))
    return Object.assign(new Walk(), { browser, folder, said: '' })
  }

  /** Performs one sample; an error says which. */
  async step({ lang, mark, text, at }) {
    try {
      if (lang === 'sh') return await this.commands(text)
      if (lang === 'text' && mark === 'output') return this.output(text)
      if (lang === 'text' && mark === 'browser') return await this.visits.perform(text)
      if (lang === 'diff' && mark) return await this.change(mark, text)
      if (['html', 'json', 'js'].includes(lang) && mark) return await this.write(mark, text)
      // A sample without a file's name is one that other tests try.
      if (lang === 'ts' && !mark) return
      throw new Error(`A walk-through has no step of the kind \`${lang} ${mark}\`.`)
    } catch (error) {
      throw new Error(`${at}: ${error.message}`, { cause: error })
    }
  }

  async commands(text) {
    for (const line of text.split('\n').map((line) => line.replace(/\s+#.*$/, '').trim()).filter(Boolean)) {
      if (BUILT_ALREADY.test(line)) await checkCommand(line)
      else if (line.startsWith('barrio serve')) await this.serve(line)
      else this.said = await this.shell(line)
    }
  }

  /** What a command prints; one that fails may do so, if the page then shows what it says. */
  async shell(line) {
    const env = { ...process.env, PATH: `${join(this.folder, '.bin')}:${process.env.PATH}`, npm_config_update_notifier: 'false' }
    const settings = { cwd: this.folder, env, timeout: COMMAND_WITHIN }
    const done = await run('sh', ['-c', line], settings).catch((error) => error)
    this.failed = Boolean(done.code)
    if (this.failed && !line.startsWith('barrio check')) throw new Error(`\`${line}\` failed: ${done.stderr || done.message}`)
    return done.stdout + (this.failed ? done.stderr : '')
  }

  output(text) {
    if (this.said.trim() !== text.trim()) throw new Error(`The page says\n${text}\nand the tool\n${this.said}`)
  }

  async serve(line) {
    const words = [...line.split(/\s+/).slice(1), '--port', '0']
    this.server = spawn(BINARY, words, { cwd: this.folder, stdio: ['ignore', 'pipe', 'inherit'] })
    const kill = () => this.server.kill('SIGKILL')
    process.once('exit', kill)
    this.server.once('exit', () => process.off('exit', kill))
    this.url = await address(this.server)
    this.visits = new Visits(this.browser, this.url)
  }

  async write(name, text) {
    const path = join(this.folder, name)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, `${text}\n`)
  }

  /** Changes a file as the sample shows: what is there with `-` and without a sign, in one piece, becomes what has `+`. */
  async change(name, text) {
    const path = join(this.folder, name)
    const before = await readFile(path, 'utf8')
    const side = (sign) => text.split('\n').filter((line) => line[0] !== sign).map((line) => line.slice(1)).join('\n')
    const parts = before.split(side('+'))
    if (parts.length !== 2) throw new Error(`${name} has what is to be changed ${parts.length - 1} times:\n${side('+')}`)
    await writeFile(path, parts.join(side('-')))
  }

  async end() {
    try {
      await this.visits?.leave()
    } finally {
      if (this.server && this.server.exitCode === null) {
        const exited = once(this.server, 'exit')
        this.server.kill('SIGTERM')
        await exited
      }
      await rm(this.folder, { recursive: true, force: true })
    }
  }
}

function address(server) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('The server did not start in time.')), START_WITHIN)
    server.stdout.on('data', (words) => {
      const found = String(words).match(/http:\/\/127\.0\.0\.1:\d+/)
      if (found) resolve((clearTimeout(timer), found[0]))
    })
    server.once('error', reject)
    server.once('exit', (code) => reject(new Error(`The server stopped (${code}).`)))
  })
}
