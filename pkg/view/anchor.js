// Tooltips, hotspots and tour steps: what points at an element of the page.
import { createPin, fade, stand } from './anchor-pin.js'
import { parts } from './events.js'
import { hotspot } from './hotspot.js'
import { isOurs, watch } from './seek.js'
import { tour } from './tour.js'

/** A tooltip is seen while its element is; it never scrolls the page, nor takes the focus. */
function tooltip(surface, stage, pin) {
  const { element } = surface
  return {
    at(target, isAway) {
      const isNew = pin.raise(target)
      element.toggleAttribute('data-away', isAway)
      stand(pin, target.getBoundingClientRect(), surface.view.placement, 'over')
      if (isNew) stage.enter(surface)
      return !isAway
    },
    lower: pin.lower,
  }
}

/**
 * What is made of a surface and the pin of its element, by format: `at(target, isAway)`, called when there is an
 * element to point at and whenever it may have moved, or once without any where the view names none; `lower()` when
 * there is none any more; `escape()`, where that key does not dismiss; `end()` when the surface begins to leave.
 */
const FORMATS = { tooltip, hotspot, tour }

export const anchor = {
  tag: 'section',

  mount(surface, stage) {
    const { element, undo, view } = surface
    const pin = createPin(element)
    const pointer = FORMATS[view.format](surface, stage, pin)
    surface.pointer = pointer
    surface.escape = pointer.escape ?? (() => stage.tell({ type: 'dismiss', campaign: view.campaign }))
    stage.root().append(element)
    addEventListener('keydown', escape)
    undo.push(() => {
      removeEventListener('keydown', escape)
      surface.stop?.()
      pointer.end?.()
      fade(pin)
    })
    anchor.update(surface, stage)

    function escape(event) {
      // What is typed into a message of ours is heard there.
      if (isEscape(event) && !event.defaultPrevented && !event.composedPath().some(isOurs)) surface.escape()
    }
  },

  update(surface, stage) {
    const { element, pointer, view } = surface
    const { at, lower } = pointer
    surface.stop?.()
    lower()
    delete element.dataset.side
    surface.stop = view.anchor ? watch(view.anchor, view, stage, { at, lost: lower }) : at()
  },
}

const isEscape = ({ key, isComposing }) => key === 'Escape' && !isComposing

parts.push((event, { escape }) => escape && event.type === 'keydown' && isEscape(event) && (escape(), true))
