// Going somewhere: the only place that leads the visitor to another address.

/** The schemes that lead to a place, as `URL` and links tell theirs. All others could run something. */
export const SCHEMES = /^(https?|mailto|tel):$/

/** Opens an address of the store or beyond in place of this page. Answers whether it may. */
export function go(url) {
  const allowed = leads(url)
  if (allowed) location.assign(url)
  return allowed
}

/** Opens an address beside this page; a call or a letter leaves the page where it is anyway. */
export function beside(url) {
  if (!url.startsWith('https:')) return go(url)
  window.open(url, '_blank', 'noopener')
  return true
}

function leads(url) {
  try {
    return SCHEMES.test(new URL(url, document.baseURI).protocol)
  } catch {
    return false
  }
}
