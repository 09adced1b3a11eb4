// Keeps something of ours at an element of the page, in the top layer: by CSS where the browser puts it where it belongs, else by script.
import { port, spot } from './anchor-place.js'

/** Pixels by which the browser may round. */
const NEAR = 2

/**
 * A pin for a node of ours. Its style sheet places it relative to the element, by `anchor()`; nothing is set on the
 * element itself, since the browser is told of it as the source of the popover. So it works for what stands in a
 * shadow root too, where names of anchors do not reach.
 *
 * `raise(source)` shows the node over the page, and gives true, where it was not up already; `put(left, top, width,
 * height)` says where it has to be, in pixels of the layout viewport (the size only for what has none of its own);
 * `release()` leaves the place to the sheet; `lower()` hides it, as it is at first; `isUp()` tells which.
 */
export function createPin(node) {
  const { style } = node
  let isUp, isScripted, last
  node.hidden = true

  return {
    node,
    isUp: () => isUp,
    raise(source) {
      if (isUp) return
      node.hidden = false
      if (node.showPopover) float(node, source)
      return (isUp = true)
    },
    put(...wanted) {
      // What moves is not where it will be in this frame: the browser scrolls it after this.
      const isStill = !last || last.join() === wanted.join()
      last = wanted
      isScripted ||= isStill && !isAt(node, wanted)
      if (!isScripted) return
      const [left, top, width, height] = wanted
      style.setProperty('inset', `${top}px auto auto ${left}px`)
      style.setProperty('place-self', 'auto')
      // Where there is no size, these are no values, and nothing is set.
      style.setProperty('width', width + 'px')
      style.setProperty('height', height + 'px')
    },
    release() {
      style.cssText = ''
    },
    lower() {
      if (isUp) node.hidePopover?.()
      node.hidden = true
      isUp = isScripted = last = undefined
      style.cssText = ''
    },
  }
}

function isAt(node, wanted) {
  const { left, top, width, height } = node.getBoundingClientRect()
  return [left, top, width, height].every((is, index) => !(Math.abs(is - wanted[index]) > NEAR))
}

/**
 * Tab goes from the source of a popover into it. Where the source stands in another tree, WebKit passes over the popover,
 * and Firefox does where the source takes no focus: nobody could reach it by keys. So only Chromium hears of the source.
 */
const goesIn = /^Google/.test(navigator.vendor)

function float(node, source) {
  node.popover = 'manual'
  try {
    node.showPopover(goesIn ? { source } : {})
  } catch {
    // A drawing cannot be a source.
    node.showPopover()
  }
}

/** Lets a pinned node fade, or go at once where nobody would see it: what is hidden never ends to fade. */
export function fade({ node, isUp }) {
  if (isUp()) node.inert = true
  else node.remove()
}

/**
 * Puts a panel at a box of the page (a DOMRect), on the side that is wanted where there is room. Its attribute
 * `data-side` says which it became; `none` where there is no room on any.
 */
export function stand({ node, put }, box, wanted, none) {
  const { dataset, offsetWidth: width, offsetHeight: height } = node
  const { side = none, left, top, arrow } = spot(box, { width, height }, port(), wanted, dataset.side)
  dataset.side = side
  node.style.setProperty('--arrow', arrow + 'px')
  put(left, top)
}
