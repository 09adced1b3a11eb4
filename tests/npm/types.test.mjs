// The types of the packed package, and every example of its documents, through the real TypeScript compiler.
import assert from 'node:assert/strict'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { before, describe, test } from 'node:test'
import { root, run } from './package.mjs'
import { openProject } from './project.mjs'

/** The documents whose examples are compiled. */
const DOCUMENTS = ['pkg/README.md', 'docs/npm.md', 'docs/react.md', 'docs/api.md']

/** The two ways in which TypeScript looks for packages today. */
const WAYS = { bundler: { module: 'esnext', moduleResolution: 'bundler' }, nodenext: { module: 'nodenext' } }

const OPTIONS = {
  strict: true,
  noUncheckedIndexedAccess: true,
  noEmit: true,
  target: 'es2023',
  lib: ['es2023', 'dom', 'dom.iterable'],
  jsx: 'react-jsx',
  types: ['node'],
  allowJs: true,
  checkJs: true,
  // The package's own declarations are checked too.
  skipLibCheck: false,
}

describe('TypeScript', () => {
  let folder
  before(async () => {
    folder = await openProject('types')
  })

  for (const way of Object.keys(WAYS)) {
    test(`compiles every call, and refuses what is wrong (${way})`, () => compile(folder, way, ['uses.ts', 'react.tsx']))
  }

  test('compiles every example of the documents', async () => {
    const examples = []
    for (const document of DOCUMENTS) {
      const found = await extract(folder, document)
      assert.ok(found.length > 0, `${document} has examples`)
      examples.push(...found)
    }
    await compile(folder, 'bundler', examples)
  })

  test('a wrong use is seen, so these tests can fail', async () => {
    await writeFile(join(folder, 'wrong.ts'), "import { init } from 'barrio'\nawait init({ config: 7 })\nexport {}\n")
    await assert.rejects(compile(folder, 'bundler', ['wrong.ts']), /wrong\.ts.*TS2322/s)
  })
})

/** Fails with the compiler's words unless these files compile. */
async function compile(folder, way, files) {
  const config = join(folder, `tsconfig.${way}.${files.length}.json`)
  await writeFile(config, JSON.stringify({ compilerOptions: { ...OPTIONS, ...WAYS[way] }, files: [...files, 'ambient.d.ts'] }))
  await run('node', [join(root, 'node_modules/typescript/bin/tsc'), '-p', config, '--pretty', 'false'], { cwd: folder })
}

/** Writes the examples of a document into files of their own and gives their paths. */
async function extract(folder, document) {
  const text = await readFile(join(root, document), 'utf8')
  const place = join('examples', document.replace(/\W/g, '-'))
  await rm(join(folder, place), { recursive: true, force: true })
  await mkdir(join(folder, place), { recursive: true })
  const files = []
  for (const { 1: language, 2: code, index } of text.matchAll(/^```(ts|tsx|js|jsx)\n(.*?)^```$/gms)) {
    // Named by its line, so that the compiler says where it is.
    const file = join(place, `line-${text.slice(0, index).split('\n').length}.${language}`)
    await writeFile(join(folder, file), `${preamble(language, code)}${code}\nexport {}\n`)
    files.push(file)
  }
  return files
}

/** What documents say once for all of their examples in TypeScript: `barrio` is what `init` gave. */
const preamble = (language, code) =>
  language === 'ts' && /\bbarrio\./.test(code) && !/\bbarrio = /.test(code)
    ? "declare const barrio: import('barrio').Barrio\n"
    : ''
