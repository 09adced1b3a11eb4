// Signals: what happens on the page that some campaign waits for. What none waits for is not listened to.
import { listen } from '../listen.js'
import { createExit, exitEvents } from './exit.js'
import { createScroll, isOfPage } from './scroll.js'
import { createSights } from './sights.js'

/** The element that holds what we show. */
const HOST = 'barrio-root'
/** What a visitor does who has not gone for a coffee. */
const ACTIVITY = 'pointerdown pointermove keydown scroll touchstart wheel'
/** How often that is told at most, in milliseconds. */
const PAUSE = 1000

/**
 * Listens from now on. `watches` is what is waited for, as the engine names it, with valid selectors; `take` takes
 * an input.
 */
export function createSignals(watches, take) {
  const tell = (name, selector = '', value = 0) => take({ type: 'signal', name, selector, value })
  const wanted = (name) => watches.filter((watch) => watch.name === name).map(({ selector }) => selector)
  const waits = (name) => wanted(name).length > 0

  const scroll = createScroll(tell)
  const sights = createSights(wanted('seen'), tell)
  const clicks = wanted('click')
  const ends = [scroll.clear, sights.clear]
  const hear = (name, events, heard) => waits(name) && ends.push(listen(window, events, heard))
  // On the clock of the events.
  let active = -PAUSE

  hear('scroll', 'scroll', (event) => isOfPage(event) && scroll.moved())
  hear('exit_intent', exitEvents(), createExit(tell))
  hear('active', ACTIVITY, (event) => {
    if ((event.type === 'scroll' && !isOfPage(event)) || event.timeStamp - active < PAUSE) return
    active = event.timeStamp
    tell('active')
  })

  return {
    tell,
    /** A page begins: what is so already holds for it too. */
    turnPage() {
      if (waits('scroll')) scroll.moved()
      sights.again()
    },
    /**
     * A click counts for each element around it, through the page's own shadow roots. What is clicked in a message of
     * ours is no click on the page.
     */
    clicked(event) {
      if (!clicks.length || event.target.localName === HOST) return
      const path = event.composedPath()
      for (const selector of clicks) {
        if (path.some((element) => element.matches?.(selector))) tell('click', selector)
      }
    },
    clear: () => ends.forEach((end) => end()),
  }
}
