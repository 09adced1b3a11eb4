// The commands that the documentation names: held to what the tools really know.
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { ROOT } from './samples.mjs'
import { BINARY, XTASK } from './tool.mjs'

const run = promisify(execFile)

/** What a tool says of one of its commands; nothing if it has no such command. */
const helped = new Map()
function help(program, command) {
  const key = `${program} ${command}`
  if (!helped.has(key)) helped.set(key, run(program, [command, '--help']).then(({ stdout }) => stdout, () => undefined))
  return helped.get(key)
}

/** Fails with a sentence if the line names a command, an option, a file or a package that is not there. */
export async function checkCommand(line) {
  const words = line.match(/"[^"]*"|'[^']*'|\S+/g)
  const kind = KINDS.find(([pattern]) => pattern.test(line))
  if (!kind) throw new Error(`Nobody knows how to try \`${line}\`: teach tests/docs/commands.mjs.`)
  await kind[1](words)
}

const KINDS = [
  [/^cargo xtask /, (words) => known(XTASK, words[2], words.slice(3), 'cargo xtask')],
  [/^cargo run -p barrio-cli -- /, (words) => known(BINARY, words[5], words.slice(6), 'barrio')],
  [/^(\w+=\S+ )*barrio /, (words) => known(BINARY, words[words.indexOf('barrio') + 1], words.slice(words.indexOf('barrio') + 2), 'barrio')],
  [/^cargo install --path \S+$/, (words) => there(`${words[3]}/Cargo.toml`)],
  [/^cargo (build|test) /, (words) => crateIsThere(words)],
  [/^npm (ci|test|run \S+)/, (words) => scriptIsThere(words)],
  [/^npm (install|i|pack|audit|publish)\b/, (words) => packages(words.slice(2))],
  [/^(UPDATE=1 )?node (--test )?\S+/, (words) => there(words.find((word) => /\.m?js$/.test(word)))],
  [/^wasm-pack build\b/, () => there('Cargo.toml')],
  [/^(cp|mkdir|cd|curl|openssl|gzip|brotli) /, () => {}],
]

async function known(program, command, words, name) {
  const text = await help(program, command)
  if (!text) throw new Error(`\`${name} ${command}\` is no command.`)
  for (const option of words.filter((word) => word.startsWith('--')).map((word) => word.split('=')[0])) {
    if (!new RegExp(`${option}\\b`).test(text)) throw new Error(`\`${name} ${command}\` has no option ${option}.`)
  }
  const suites = name === 'cargo xtask' && command === 'test' ? words.filter((word) => /^[a-z]+$/.test(word)) : []
  for (const suite of suites) if (!new RegExp(`\\b${suite}\\b`).test(text)) throw new Error(`There is no suite ${suite}.`)
}

function there(path) {
  if (!path || !existsSync(join(ROOT, path))) throw new Error(`${path} is not there.`)
}

async function crateIsThere(words) {
  const name = words[words.indexOf('-p') + 1]
  if (!words.includes('-p')) return
  const manifests = ['engine', 'cli', 'xtask', '.'].map((folder) => readFile(join(ROOT, folder, 'Cargo.toml'), 'utf8'))
  if (!(await Promise.all(manifests)).some((text) => text.includes(`name = "${name}"`))) throw new Error(`There is no crate ${name}.`)
}

async function scriptIsThere(words) {
  if (words[1] === 'ci') return there('package-lock.json')
  const { scripts = {} } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'))
  const name = words[1] === 'run' ? words[2] : words[1]
  if (!scripts[name]) throw new Error(`package.json has no script ${name}.`)
}

/** Packages that a reader may be told to install: ours, and tools that have long been there. */
const PACKAGES = ['barrio', 'react', 'react-dom', 'vite', 'vitepress', 'typescript', 'webpack', 'esbuild', 'next', '@types/react', 'vue', 'svelte', 'rollup', 'parcel']

function packages(words) {
  const named = words.filter((word) => !word.startsWith('-') && !/^\.{0,2}\//.test(word) && !word.endsWith('.tgz'))
  const strange = named.filter((word) => !PACKAGES.includes(word.replace(/(.)@.*$/, '$1')))
  if (strange.length) throw new Error(`Whether ${strange.join(', ')} exists is not known here.`)
}
