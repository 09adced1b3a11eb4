// Hotspots: a dot at an element of the page, that opens what there is to say about it.
import { createPin, fade, stand } from './anchor-pin.js'
import { between, port } from './anchor-place.js'
import { h } from './dom.js'

/** Half the size of a dot, in pixels, as anchors.css has it. */
const HALF = 14

export function hotspot(surface, stage, pin) {
  const { element } = surface
  const button = h('button', { class: 'surface dot', type: 'button', 'data-campaign': surface.view.campaign })
  const dot = createPin(button)

  surface.focus = true
  button.addEventListener('click', () => (pin.isUp() ? close() : open()))

  function open() {
    pin.raise(button)
    arrange()
    stage.enter(surface)
  }

  function close() {
    const { activeElement } = button.getRootNode()
    pin.lower()
    arrange()
    if (element.contains(activeElement)) button.focus({ preventScroll: true })
  }

  /** The panel stands at the dot, which is at the top of the element: so above it nothing is covered. */
  function arrange() {
    const { placement = 'auto' } = surface.view
    button.setAttribute('aria-expanded', !!pin.isUp())
    if (pin.isUp()) stand(pin, button.getBoundingClientRect(), placement === 'auto' ? 'top' : placement, 'over')
  }

  return {
    mark: button,
    at(target, isAway) {
      if (dot.raise(target)) button.setAttribute('aria-label', element.getAttribute('aria-label') ?? element.querySelector('.heading').textContent)
      const { left, right, top } = target.getBoundingClientRect()
      const view = port()
      const aim = element.dir === 'rtl' ? left : right
      dot.put(between(view.left, aim - HALF, view.right - 2 * HALF), Math.max(view.top, top - HALF))
      for (const node of [button, element]) node.toggleAttribute('data-away', isAway)
      arrange()
      return !isAway
    },
    lower() {
      for (const { lower } of [pin, dot]) lower()
    },
    escape: () => pin.isUp() && close(),
    end: () => fade(dot),
  }
}
