// Page views: at the start, and whenever the address changes without a new document.
import { alarm, listen, patch } from '../listen.js'
import { markupFacts } from './markup.js'

/** How long a page may take to become what its address says, in milliseconds. */
const SETTLING = 250

/** Calls `settled` when a page has settled after its address changed. */
export function createPages(settled) {
  let last = ''
  const settle = alarm()
  const changed = () => last !== address() && settle(SETTLING, settled)
  const ends = window.navigation
    ? [listen(navigation, 'navigatesuccess', changed)]
    : // Browsers without the Navigation API tell nobody of these two.
      [
        listen(window, 'popstate', changed),
        patch(history, 'pushState', changed),
        patch(history, 'replaceState', changed),
      ]

  return {
    /**
     * The input of a page view. `entries` are those of the data layer that speak of this page; `told`, an object, is
     * what the page itself says and goes over what was found.
     */
    view(entries, told) {
      settle()
      // The document keeps the referrer of its first view: for later ones it is the page before.
      const referrer = last || document.referrer
      last = address()
      return { type: 'page', facts: { ...markupFacts(entries), url: location.href, referrer, ...told } }
    },
    clear: () => [settle, ...ends].forEach((end) => end()),
  }
}

const address = () => location.href.split('#')[0]
