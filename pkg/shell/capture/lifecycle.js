// The page's life: hidden, left, back from the browser's cache.
import { listen } from '../listen.js'

const EVENTS = 'visibilitychange pagehide pageshow'

/** Tells it: `signal(name)`, `flush()` when it is left, and `again()` for a page that comes back as it was. */
export function watchLife({ signal, flush, again }) {
  // Both a hidden page and one that goes may be the last that is heard: once is enough.
  let left = false
  const leave = (leaves) => {
    if (leaves && !left) flush()
    left = leaves
  }
  const meanings = {
    pagehide: () => leave(true),
    pageshow({ persisted }) {
      left = false
      if (persisted) again()
    },
    visibilitychange() {
      const { hidden } = document
      signal(hidden ? 'page_hidden' : 'page_visible')
      leave(hidden)
    },
  }
  return listen(window, EVENTS, (event) => meanings[event.type](event))
}
