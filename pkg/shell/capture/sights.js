// Elements that come into view and leave it, those too that the page adds later.
import { alarm } from '../listen.js'

/** Shares of an element at which the browser tells. Small ones are for those that are higher than the window. */
const SHARES = { threshold: [0.005, 0.01, 0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5] }
/** What of the page's tree is watched: what comes and goes. */
const CHANGES = { childList: true, subtree: true }
/**
 * How long the tree may change before it is searched, in milliseconds. Till then no change is heard, so that a page
 * that changes all the time pays for two searches a second, and one that does not for none.
 */
const REST = 500
/** How many elements of a selector are watched. */
const MANY = 100

/** Tells `seen` and `unseen` of selectors, which are valid. */
export function createSights(selectors, tell) {
  if (!selectors.length) return { again() {}, clear() {} }
  const seen = new Set()
  const told = new Set()
  const rest = alarm()

  /** Tells what is new of the selectors. */
  function news() {
    for (const selector of selectors) {
      const sees = [...seen].some((element) => element.matches(selector))
      if (sees === told.has(selector)) continue
      told[sees ? 'add' : 'delete'](selector)
      tell(sees ? 'seen' : 'unseen', selector)
    }
  }

  const edges = new IntersectionObserver((entries) => {
    for (const entry of entries) seen[isInView(entry) ? 'add' : 'delete'](entry.target)
    news()
  }, SHARES)

  const tree = new MutationObserver(() => {
    tree.disconnect()
    rest(REST, look)
  })

  /** Looks for elements that have come; those that are watched already stay so. */
  function look() {
    for (const selector of selectors) {
      for (const element of [...document.querySelectorAll(selector)].slice(0, MANY)) edges.observe(element)
    }
    tree.observe(document, CHANGES)
  }
  look()

  return {
    /** Whatever is in view is told again: a page begins. */
    again() {
      told.clear()
      news()
    },
    clear() {
      rest()
      edges.disconnect()
      tree.disconnect()
    },
  }
}

/** Half of the element is to be seen, or it fills half of the window. */
const isInView = ({ intersectionRatio, intersectionRect }) =>
  intersectionRatio >= 0.5 || intersectionRect.height >= innerHeight / 2
