// The shipped wasm in Node.js: the bytes of pkg/dist, with the bindings they were made with.
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))
/** Cargo's target directory. */
export const target = resolve(root, process.env.BARRIO_TARGET_DIR ?? process.env.CARGO_TARGET_DIR ?? 'target')

/** The bytes that a visitor's browser compiles. */
export const wasm = () => readFile(join(root, 'pkg/dist/barrio_bg.wasm'))
/** The bytes that it compiles when there is something to show or to send. */
export const rest = () => readFile(join(root, 'pkg/dist/barrio_speak.wasm'))
/** The bytes that it compiles when somebody asks why. */
export const why = () => readFile(join(root, 'pkg/dist/barrio_why.wasm'))

/** The module that a page imports, as text. */
export const shippedModule = () => readFile(join(root, 'pkg/dist/index.js'), 'utf8')

/** Bindings of their own with the first part of the shipped wasm; `add` gives them the others. */
export async function loadPart(name) {
  const bindings = await import(`${pathToFileURL(join(target, 'wasm/barrio.js'))}?${name}`)
  const shared = { ...bindings.initSync({ module: await wasm() }) }
  const fill = async (bytes) => Object.assign(shared, (await WebAssembly.instantiate(bytes, { a: shared })).instance.exports)
  return { ...bindings, add: async () => [await fill(await rest()), await fill(await why())] }
}

/** The engine in the shipped wasm; what it can be asked, as methods that give JSON. */
export async function loadEngine() {
  const { Engine, add } = await loadPart('whole')
  await add()
  return asked(Engine)
}

/** The same as plain JavaScript, as pages get it that let no wasm be compiled. */
export const loadPlainEngine = async () =>
  asked((await import(pathToFileURL(join(root, 'pkg/dist/barrio_plain.js')))).Engine)

const asked = (Engine) =>
  class extends Engine {
    constructor(store) {
      super(store, true)
    }
    issues = () => this.ask('issues', 0, 'null')
    explain = (now) => this.ask('explain', now, 'null')
    reach = () => JSON.parse(this.ask('reach', 0, 'null'))
  }
