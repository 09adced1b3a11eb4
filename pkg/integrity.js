// Has the browser hold a module against its hash, before it is imported.

/**
 * Puts the module at an address to where `import()` will take it from, if this is what it hashes to; else it rejects.
 *
 * A preload does that, and asks for no trusted type; but WebKit looks at no hash then (2.50), and older browsers know
 * none. They take an element `script`, which is as sure. Where a page of WebKit's lets none be made (Trusted Types),
 * the file is fetched and checked before it is imported: so only a server that answers twice differently gets past.
 */
export async function preload(href, integrity) {
  const link = document.createElement('link')
  const isLink = link.relList.supports('modulepreload') && !/^Apple/.test(navigator.vendor)
  const element = isLink ? link : document.createElement('script')
  try {
    await new Promise((onload, onerror) => {
      const source = isLink ? { rel: 'modulepreload', href } : { type: 'module', src: href }
      Object.assign(element, { onload, onerror, integrity, crossOrigin: '' }, source)
      document.documentElement.append(element)
    }).catch((error) => {
      if (error instanceof TypeError) return fetch(href, { integrity })
      throw error
    })
  } catch {
    throw new Error(`${href} could not be had, or is not what was published.`)
  } finally {
    element.remove()
  }
}
