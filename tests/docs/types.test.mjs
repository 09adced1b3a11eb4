// The JavaScript and TypeScript of the documentation: compiled, all in one run, against the types of the package.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { promisify } from 'node:util'
import { elsewhere, ROOT, samples } from './samples.mjs'

const run = promisify(execFile)
const folder = await mkdtemp(join(tmpdir(), 'barrio-types-'))
after(() => rm(folder, { recursive: true, force: true }))

/** Languages of code, and how files of each end: plain JavaScript is checked by its types, too. */
export const ENDINGS = { js: 'js', mjs: 'js', jsx: 'jsx', ts: 'ts', tsx: 'tsx' }

/** What pages may take for granted in an example: the instance that `init` gave, and a banner of their own. */
const TAKEN_FOR_GRANTED = `
import type { Barrio } from 'barrio'
declare global {
  const barrio: Barrio & ((command: string, ...args: unknown[]) => void)
  const banner: { onAnswer: (answer: { statistics: boolean }) => void }
  // A page's own script knows that its elements are there.
  interface ParentNode { querySelector(selectors: string): any }
  interface Window { dataLayer?: unknown[] }
}
`

const SETTINGS = {
  compilerOptions: {
    strict: true, checkJs: true, allowJs: true, noEmit: true, skipLibCheck: true, jsx: 'preserve',
    target: 'es2022', module: 'esnext', moduleResolution: 'bundler', moduleDetection: 'force', lib: ['es2023', 'dom', 'dom.iterable'],
    types: [], noImplicitAny: false, useUnknownInCatchVariables: false,
    paths: { '/barrio/index.js': ['./node_modules/barrio/dist/index.d.ts'] },
  },
  include: ['samples', 'granted.d.ts'],
}

const written = new Map()

async function lay() {
  await mkdir(join(folder, 'samples'))
  await mkdir(join(folder, 'node_modules'))
  await symlink(join(ROOT, 'pkg'), join(folder, 'node_modules/barrio'))
  for (const name of ['react', '@types']) {
    if (existsSync(join(ROOT, 'node_modules', name))) await symlink(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name))
  }
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(SETTINGS))
  await writeFile(join(folder, 'granted.d.ts'), TAKEN_FOR_GRANTED)
  for (const sample of await samples()) {
    const ending = ENDINGS[sample.lang]
    if (!ending || elsewhere(sample)) continue
    const name = `${sample.file.replace(/\W/g, '_')}_${sample.line}.${ending}`
    written.set(name, sample)
    await writeFile(join(folder, 'samples', name), sample.text)
  }
}

/** What the compiler says of the files, by the places in the documentation. */
async function compiled() {
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc')
  const { stdout } = await run(process.execPath, [tsc, '-p', folder, '--pretty', 'false'], { cwd: folder }).catch((error) => error)
  return stdout.split('\n').filter((line) => /error TS/.test(line)).map((line) => line.replace(/^\S*?samples\/([^(]+)\((\d+)/, (_, name, row) => {
    const sample = written.get(name)
    return `${sample?.file}:${sample?.line + Number(row)} (`
  }))
}

test('every sample compiles', { timeout: 60_000 }, async () => {
  await lay()
  assert.ok(written.size > 5, `only ${written.size} samples`)
  assert.deepEqual(await compiled(), [])
})

test('a sample that calls what is not there would be found', { timeout: 60_000 }, async () => {
  await writeFile(join(folder, 'samples/wrong.js'), "import { init } from 'barrio'\nconst b = await init({ config: '/barrio.json', colour: 1 })\nb.greet()\n")
  const said = (await compiled()).join('\n')
  assert.match(said, /greet/)
  assert.match(said, /colour/)
  await rm(join(folder, 'samples/wrong.js'))
})

test('the types are those that are shipped', async () => {
  const [written, shipped] = await Promise.all(['pkg/index.d.ts', 'pkg/dist/index.d.ts'].map((path) => readFile(join(ROOT, path), 'utf8')))
  assert.equal(shipped, written, 'run `cargo xtask build`')
})
