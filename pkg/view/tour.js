// Tour steps: the panel of a step at its element, a ring around that, and the page between them as usable as before.
import { createPin, fade, stand } from './anchor-pin.js'
import { h } from './dom.js'

/** Pixels between an element and the outside of its ring, as anchors.css has them. */
const AROUND = 6
/** Where nobody sees a ring of no size, while its dim still covers the page. */
const NOWHERE = -99

export function tour(surface, stage, pin) {
  const { element } = surface
  const { dataset } = element
  const ring = createPin(h('div', { class: 'surface ring' }))
  let target

  element.setAttribute('role', 'dialog')
  surface.focus = true
  // Heard before the page hears it: the click may lead away.
  const often = { capture: true, passive: true }
  addEventListener('click', click, often)

  function click(event) {
    const { advance, campaign } = surface.view
    if (advance !== 'click' || !event.composedPath().includes(target)) return
    stage.tell({ type: 'act', campaign, action: 'next', fields: {} })
  }

  /** On a side of the element, else below on the screen, and there it stays; with the element in view above it. */
  function arrange(isNew) {
    const box = around(target)
    const wasLow = dataset.side === 'low'
    outline(ring, target, box)
    if (!wasLow) stand(pin, box, surface.view.placement, 'low')
    const isLow = dataset.side === 'low'
    if (isLow) pin.release()
    element.toggleAttribute('data-high', isLow && liesUnder(element, box))
    if (isNew || isLow !== wasLow) bring(target, isLow ? element.offsetHeight : 0)
  }

  return {
    mark: ring.node,
    at(next) {
      target = next
      ring.raise(next)
      const isNew = pin.raise(next)
      if (next) arrange(isNew)
      else {
        ring.put(NOWHERE, NOWHERE, 0, 0)
        dataset.side = 'middle'
      }
      if (isNew) stage.enter(surface)
    },
    lower() {
      target = undefined
      for (const { lower } of [ring, pin]) lower()
    },
    end() {
      removeEventListener('click', click, often)
      fade(ring)
    },
  }
}

/**
 * Whether what lies low on the screen covers the element's box, which the page cannot scroll up any further, and would
 * not if it lay high.
 */
function liesUnder({ offsetHeight: height }, { top, bottom }) {
  const { scrollTop, scrollHeight, clientHeight } = document.scrollingElement ?? document.documentElement
  const isAtEnd = scrollTop + clientHeight >= scrollHeight - 1
  return isAtEnd && bottom > clientHeight - height && top > height
}

/** The box of an element's ring. */
function around(target) {
  const { left, top, width, height } = target.getBoundingClientRect()
  return new DOMRect(left - AROUND, top - AROUND, width + 2 * AROUND, height + 2 * AROUND)
}

function outline({ node, put }, target, { left, top, width, height }) {
  const [radius] = getComputedStyle(target).borderTopLeftRadius.split(' ')
  node.style.setProperty('border-radius', `calc(${radius} + ${AROUND}px)`)
  put(left, top, width, height)
}

/** Scrolls an element into view, above what lies over the lowest `below` pixels; or not, where it is seen already. */
function bring(target, below) {
  const { left, right, top, bottom, height } = target.getBoundingClientRect()
  // It may lie in something that scrolls by itself, or under a header that does not.
  const isSeen = (y) => target.contains(target.getRootNode().elementFromPoint((left + right) / 2, y))
  if (!below && isSeen(top + 1) && isSeen(bottom - 1)) return
  const { style } = target
  const before = target.getAttribute('style')
  // The browser reads the margin at once, and then the element is as it was.
  style.setProperty('scroll-margin-bottom', below + 'px', 'important')
  target.scrollIntoView({
    behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'instant' : 'smooth',
    block: height > innerHeight - below ? 'start' : 'center',
    inline: 'nearest',
  })
  style.cssText = before ?? ''
  // Asked for, the attribute is written anew; one that is not cannot be removed for good.
  if (before == null && target.hasAttribute('style')) target.removeAttribute('style')
}
