// Loads the wasm: the first part, and the others, which have memory and functions of those before them and fill the
// places that the first left for them.
import { begin, imports } from 'barrio-wasm'

/** What the parts have of one another. */
const shared = {}
/** The parts, by name, once they are asked for. */
const parts = {}

// `new URL` is what bundlers look for to take a file along.

/** What every visit needs. */
export const loadFirst = (wasm = new URL('barrio_bg.wasm', import.meta.url)) => load('first', wasm, imports())

/** What shows and sends. */
export const loadRest = (wasm = new URL('barrio_speak.wasm', import.meta.url)) => load('rest', wasm, { a: shared })

/** What says why. It needs the rest. */
export const loadWhy = (wasm = new URL('barrio_why.wasm', import.meta.url)) => load('why', wasm, { a: shared })

/** Once; when it fails, whoever asks again tries again. `wasm` is an address, the bytes or the module. */
const load = (name, wasm, given) =>
  (parts[name] ??= instantiate(wasm, given)
    .then((instance) => {
      Object.assign(shared, instance.exports)
      if (name === 'first') begin(instance)
    })
    .catch((error) => {
      parts[name] = undefined
      throw error
    }))

async function instantiate(wasm, given) {
  let source = wasm
  if (wasm instanceof URL || typeof wasm === 'string') {
    source = await fetch(wasm)
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
