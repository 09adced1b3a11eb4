// Finds an element of the page by its selector, also inside open shadow roots, and watches whether it is still there.

/** No more shadow roots than these are looked through, however many the page has. */
const ROOTS_MAX = 300
/** Milliseconds between looks for what nobody tells: new shadow roots, and what a style sheet shows or hides. */
const EVERY = 250
/** How long an element is waited for, in milliseconds, where the store does not say. */
const WAIT = 10_000
/** Whether an element is one of our hosts: no place of the page, and what changes in it must not wake us. */
export const isOurs = ({ localName }) => /^barrio-/.test(localName)

/** A root and the open shadow roots in it, those near the top first. */
function roots(root) {
  const found = [root]
  for (const each of found) {
    for (const element of each.querySelectorAll('*')) {
      if (found.length >= ROOTS_MAX) return found
      if (element.shadowRoot && !isOurs(element)) found.push(element.shadowRoot)
    }
  }
  return found
}

/**
 * The first element in those roots that fits. ` >>> ` in a selector goes on inside the shadow root of what stands
 * before it.
 *
 * Throws a SyntaxError where the browser cannot read the selector.
 */
function find([part, ...rest], among, fits) {
  for (const root of among) {
    for (const element of root.querySelectorAll(part)) {
      if (!rest[0] && fits(element)) return element
      const inside = rest[0] && element.shadowRoot && find(rest, roots(element.shadowRoot), fits)
      if (inside) return inside
    }
  }
}

/** Whether an element has a box that can be seen, though it may have to be scrolled to. */
export function isVisible(element) {
  const { width, height, right, bottom } = element.getBoundingClientRect()
  // What lies before the page's beginning, as a link to skip to the content, can never be scrolled to. Where a page
  // begins on the right, it is scrolled to the negative.
  return width && height && right + Math.abs(scrollX) > 0 && bottom + scrollY > 0 && isDrawn(element)
}

/** Whether an element has a box at all; an empty one too. */
export const isDrawn = (element) =>
  // Older browsers know no more than whether it has a box.
  element.checkVisibility?.({ visibilityProperty: true, checkVisibilityCSS: true }) ?? element.getClientRects()[0]

/**
 * Waits for the element that a view names by a selector and then stays with it, until the function that it gives is
 * called. Tells the engine that the message is `placed` the first time that it is seen there, and that it is `missing` when
 * the view's `wait` in milliseconds of a page in view was not enough, or no browser can read the selector; then the
 * watch is over.
 *
 * `at(element, isAway)` when it is there, and at most once a frame when it may have moved; `isAway` where nothing of it
 * can be seen without scrolling, or not yet. It gives false where the message is not to be seen either. Another element
 * may take its place at any time. `lost()` when it is there
 * no more; from then it is waited for again. `fits` says which elements count.
 */
export function watch(selector, { campaign, wait = WAIT }, stage, { at, lost, fits = isVisible }) {
  const parts = selector.split('>>>')
  const ending = new AbortController()
  const { signal } = ending
  const often = { capture: true, passive: true, signal }
  let known, element, frame, away
  let left = wait
  let isPlaced

  const soon = () => (frame ||= requestAnimationFrame(look))
  const changes = new MutationObserver(soon)
  const size = new ResizeObserver(soon)
  const view = new IntersectionObserver((entries) => {
    away = !entries.pop().isIntersecting
    soon()
  })

  function stop() {
    ending.abort()
    cancelAnimationFrame(frame)
    clearInterval(timer)
    for (const observer of [changes, size, view]) observer.disconnect()
  }

  function explore() {
    known = roots(document)
    for (const root of known) changes.observe(root, { childList: true, subtree: true, attributes: true })
  }

  /** Moves what tells of an element from one to the next. */
  function follow(next) {
    for (const observer of [size, view]) {
      observer.disconnect()
      if (next) observer.observe(next)
    }
    away = true
    // What scrolls inside a shadow root is not heard outside of it.
    for (let root = next?.getRootNode(); root; root = root.host?.getRootNode()) root.addEventListener('scroll', soon, often)
    element = next
  }

  // In a moment of its own: the engine may take away what is not there in full yet.
  const tell = (type) => queueMicrotask(() => stage.tell({ type, campaign }))

  const holds = () => element?.isConnected && element.matches(parts[parts.length - 1]) && fits(element)

  function look() {
    frame = 0
    const before = element
    try {
      if (!holds()) follow(find(parts, known, fits))
    } catch {
      left = -1
    }
    if (element) {
      if (at(element, away) === false || isPlaced) return
      isPlaced = true
      return tell('placed')
    }
    if (before) {
      left = wait
      lost()
    }
    if (left < 0) {
      stop()
      tell('missing')
    }
  }

  const timer = setInterval(() => {
    if (!element) {
      if (!document.hidden) left -= EVERY
      explore()
    }
    soon()
  }, EVERY)
  for (const target of [window, visualViewport]) target.addEventListener('resize', soon, often)
  visualViewport.addEventListener('scroll', soon, often)
  explore()
  look()
  return stop
}
