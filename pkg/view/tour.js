// Tour steps: the panel of a step at its element, a ring around that, and the page between them as usable as before.
import { createPin, fade, stand } from './anchor-pin.js'
import { port } from './anchor-place.js'
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

  stage.root().append(ring.node)
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
    if (isNew || isLow !== wasLow) bring(target, box, isLow ? element.offsetHeight : 0)
  }

  return {
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

/** Scrolls an element into view, above what lies over the lowest `below` pixels, unless it is there already. */
function bring(target, box, below) {
  const view = port()
  const low = view.bottom - below
  const isTall = box.height > low - view.top
  const middle = { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 }
  const isWithin = box.top >= view.top && box.bottom <= low && box.left >= view.left && box.right <= view.right
  // It may lie in something that scrolls by itself, or under a header that does not.
  if (isWithin && target.contains(target.getRootNode().elementFromPoint(middle.x, middle.y))) return
  const behavior = matchMedia('(prefers-reduced-motion: reduce)').matches ? 'instant' : 'smooth'
  // The browser reads the margin at once, and then the element is as it was.
  styled(target, 'scroll-margin-bottom', `${below}px`, () =>
    target.scrollIntoView({ behavior, block: isTall ? 'start' : 'center', inline: 'nearest' }),
  )
}

/** Does something while an element of the page has that style. */
function styled(element, name, value, act) {
  const { style } = element
  const before = [style.getPropertyValue(name), style.getPropertyPriority(name)]
  const hadStyle = element.hasAttribute('style')
  style.setProperty(name, value, 'important')
  act()
  style.setProperty(name, ...before)
  // Asked for, the attribute is written anew; one that is not cannot be removed for good.
  if (!hadStyle && element.hasAttribute('style')) element.removeAttribute('style')
}
