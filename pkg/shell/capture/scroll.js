// How much of the page has been passed, in percent: all that has been above the lower edge of the window.
import { timer } from '../listen.js'

/** How long scrolls are gathered, in milliseconds. */
const PAUSE = 200

/** Whether it is the page that scrolls. A gallery that moves by itself says nothing of the visitor. */
export const isOfPage = (event) => !!event.target?.defaultView

/** `moved` is called for each scroll; how far it went is told after a while. */
export function createScroll(tell) {
  let end
  function measure() {
    end = undefined
    const { scrollHeight, clientHeight, scrollTop } = document.scrollingElement ?? document.documentElement
    // A page that all fits may still be growing.
    if (scrollHeight <= clientHeight && document.readyState !== 'complete') return moved()
    const passed = scrollHeight > clientHeight ? (scrollTop + clientHeight) / scrollHeight : 1
    // Browsers stop at fractions of a pixel before the end.
    tell('scroll', '', Math.floor(passed * 100 + 0.5))
  }
  const moved = () => (end ??= timer(PAUSE, measure))
  return { moved, clear: () => end?.() }
}
