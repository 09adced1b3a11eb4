// Fetches files and modules of the package. In the folder that `cargo xtask dist` makes for the script tag, each is held
// against the hash that was written in here. The npm package has none: bundlers change files.
import { preload } from './integrity.js'

// `BARRIO_HASHES` is what the files beside this one hash to, by name. It is asked for wherever it counts, and not once:
// so nothing of all this is in the npm package.

/** Fetches the hashes of the files of a folder, which only those need that load something of it. */
export const learn = async (folder) => {
  if (typeof BARRIO_HASHES === 'undefined' || !BARRIO_HASHES) return
  Object.assign(BARRIO_HASHES, await (await get(new URL(`${folder}/integrity.json`, import.meta.url))).json())
}

/** Fetches a file; one of the package that is not what it was when it was hashed, is as if it were not there. */
export const get = (address) => {
  if (typeof BARRIO_HASHES === 'undefined' || !BARRIO_HASHES) return fetch(address)
  // Files of the store's own have none.
  const name = new URL(address, document.baseURI).href.replace(new URL('.', import.meta.url).href, '')
  return fetch(address, { integrity: BARRIO_HASHES[name] ?? '' }).catch(() => {
    throw new Error(`${address} could not be had, or is not what was published.`)
  })
}

/** Imports a module of the package. `load` is its `import()`, for bundlers to find. */
export const module = async (name, load) => {
  if (typeof BARRIO_HASHES !== 'undefined' && BARRIO_HASHES) {
    await preload(new URL(name, import.meta.url).href, BARRIO_HASHES[name])
  }
  return load()
}
