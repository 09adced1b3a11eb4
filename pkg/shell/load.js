// Loads the engine: the wasm in parts, which have memory and functions of those before them and fill the places that
// the first left for them; or, where no wasm can be, the same as plain JavaScript.
import { begin, Engine as Compiled, imports } from 'barrio-wasm'
import { get, module } from '../checked.js'

/** The engine, once the first part is loaded. */
export let Engine = Compiled

/** What the parts have of one another. */
const shared = {}
/** The parts, by name, once they are asked for. */
const parts = {}
/** Whether wasm can be compiled, once that was tried. */
let compiles

// `new URL` is what bundlers look for to take a file along.

/** What every visit needs. */
export const loadFirst = (wasm = new URL('barrio_bg.wasm', import.meta.url)) => load('first', wasm, imports())

/** What shows and sends. */
export const loadRest = (wasm = new URL('barrio_speak.wasm', import.meta.url)) => load('rest', wasm, { a: shared })

/** What says why. It needs the rest. */
export const loadWhy = (wasm = new URL('barrio_why.wasm', import.meta.url)) => load('why', wasm, { a: shared })

/** Once; when it fails, whoever asks again tries again. `wasm` is an address, the bytes or the module. */
const load = (part, wasm, given) => {
  compiles ??= canCompile()
  const name = compiles ? part : 'first'
  return (parts[name] ??= (compiles ? instantiate(name, wasm, given) : loadPlain()).catch((error) => {
    parts[name] = undefined
    throw error
  }))
}

/**
 * Whether there is WebAssembly, the page's policy allows it, and it is young enough: tried on a module with nothing in
 * it but a table of JavaScript's values, the youngest thing that ours has.
 */
function canCompile() {
  try {
    // WebKit asks the policy only when one is to run.
    return !!new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0, 4, 4, 1, 111, 0, 0)))
  } catch {
    return false
  }
}

/** All parts at once. */
const loadPlain = async () => {
  ({ Engine } = await module('barrio_plain.js', () => import('./barrio_plain.js')))
}

async function instantiate(name, wasm, given) {
  const { exports } = await made(wasm, given)
  Object.assign(shared, exports)
  if (name === 'first') begin({ exports })
}

async function made(wasm, given) {
  let source = wasm
  if (wasm instanceof URL || typeof wasm === 'string') {
    source = await get(wasm)
    if (!source.ok) throw new Error(`The file ${wasm} could not be read: the server answered ${source.status}.`)
    // Browsers compile what comes only where the server says what it is.
    if (source.headers.get('content-type') === 'application/wasm') {
      return (await WebAssembly.instantiateStreaming(source, given)).instance
    }
    source = await source.arrayBuffer()
  }
  const made = await WebAssembly.instantiate(source, given)
  return made.instance ?? made
}
