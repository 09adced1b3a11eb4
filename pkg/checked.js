// Fetches files and modules of the package. In the folder that `cargo xtask dist` makes for the script tag, each is held
// against the hash that was written in here. The npm package has none: bundlers change files.

/** What the files beside this one hash to, by name. */
const HASHES = typeof BARRIO_HASHES === 'undefined' ? null : BARRIO_HASHES

/** Fetches the hashes of the files of a folder, which only those need that load something of it. */
export const learn = async (folder) =>
  HASHES && Object.assign(HASHES, await (await get(new URL(`${folder}/integrity.json`, import.meta.url))).json())

/** Fetches a file; one of the package that is not what it was when it was hashed, is as if it were not there. */
export const get = (address) => (HASHES ? fetch(address, { integrity: hash(address) }).catch(() => refuse(address)) : fetch(address))

const refuse = (address) => {
  throw new Error(`${address} could not be had, or is not what was published.`)
}

/** Files of the store's own have none. */
const hash = (address) =>
  HASHES[new URL(address, document.baseURI).href.replace(new URL('.', import.meta.url).href, '')] ?? ''

/**
 * Imports a module of the package. `load` is its `import()`, for bundlers to find. It takes the module from where a
 * preload has put it, which alone can be told the hash: so nothing runs that was not checked.
 */
export const module = async (name, load) => {
  if (HASHES) await preload(new URL(name, import.meta.url).href)
  return load()
}

const preload = (href) => {
  const link = document.createElement('link')
  if (!link.relList.supports('modulepreload')) throw new Error('This browser cannot check the modules of barrio, so none is loaded.')
  return new Promise((resolve, reject) => {
    Object.assign(link, { rel: 'modulepreload', integrity: hash(href), crossOrigin: '', href })
    link.onload = resolve
    link.onerror = reject
    document.documentElement.append(link)
  })
    .catch(() => refuse(href))
    .finally(() => link.remove())
}
