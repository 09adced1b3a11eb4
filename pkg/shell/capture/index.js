// Capture: what happens on the page, as inputs. Nothing here decides, and nothing here throws into the page.
import { listen } from '../listen.js'
import { readMarks } from './attributes.js'
import { earlier, events, watchDataLayer } from './data-layer.js'
import { watchLife } from './lifecycle.js'
import { createPages } from './page.js'
import { createSignals } from './signals.js'

/**
 * Listens from now on, and begins with the page as it is. `watches` are the signals that are needed, as the engine
 * names them; `take` takes an input.
 */
export function createCapture(watches, take) {
  const entries = earlier()
  const signals = createSignals(watches, take)
  const pages = createPages(() => view())
  const ends = [
    watchDataLayer((inputs) => inputs.forEach(take)),
    watchLife({ signal: signals.tell, flush: () => take({ type: 'flush', leaving: true }), again: () => view() }),
    listen(document, 'click submit', (event) => {
      readMarks(event).forEach(take)
      if (event.type === 'click') signals.clicked(event)
    }),
    signals.clear,
    pages.clear,
  ]

  /** A page view, and what holds for it already. `told`, an object, is what the page itself says of it. */
  function view(told, entries = []) {
    take(pages.view(entries, told))
    signals.turnPage()
  }

  view(undefined, entries)
  events(entries).forEach(take)
  return { view, clear: () => ends.forEach((end) => end()) }
}
