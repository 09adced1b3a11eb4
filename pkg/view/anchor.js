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
 * there is none any more; `escape()`, where that key does not dismiss; `end()` when the surface begins to leave; `mark`,
 * what stands at the element besides the panel.
 */
const FORMATS = { tooltip, hotspot, tour }

export const anchor = {
  tag: 'section',

  mount(surface, stage) {
    const { element, gone, undo, view } = surface
    const pin = createPin(element)
    const pointer = FORMATS[view.format](surface, stage, pin)
    surface.pointer = pointer
    surface.escape = pointer.escape ?? (() => stage.tell({ type: 'dismiss', campaign: view.campaign }))
    addEventListener('keydown', escape)
    undo.push(() => {
      removeEventListener('keydown', escape)
      surface.stop?.()
      pointer.end?.()
      fade(pin)
      if (!pin.isUp()) leaveDialog()
    })
    gone.push(leaveDialog)
    anchor.update(surface, stage)

    function leaveDialog() {
      surface.host?.remove()
    }

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
    settle(surface, stage.root())
    delete element.dataset.side
    if (!view.anchor) return (surface.stop = at())
    surface.stop = watch(view.anchor, view, stage, {
      at(target, isAway) {
        settle(surface, rootFor(target, surface, stage))
        return at(target, isAway)
      },
      lost: lower,
    })
  },
}

/** Moves what belongs to a surface into a root, where it is not there already. What moves is no longer on top. */
function settle({ element, pointer }, root) {
  if (element.getRootNode() === root) return
  pointer.lower()
  if (pointer.mark) root.append(pointer.mark)
  root.append(element)
}

/** Of the page outside of a modal dialog nothing can be used: what points into one stands in there. */
function rootFor(target, surface, stage) {
  let dialog
  for (let at = target; at && !dialog; at = at.getRootNode().host) dialog = at.closest('dialog[open]')
  if (!dialog) return stage.root()
  surface.host ??= stage.createHost()
  if (surface.host.parentNode !== dialog) dialog.append(surface.host)
  return surface.host.shadowRoot
}

const isEscape = ({ key, isComposing }) => key === 'Escape' && !isComposing

// Used here, the key is not to close what of the page is around.
parts.push((event, { escape }) => escape && event.type === 'keydown' && isEscape(event) && (event.preventDefault(), escape(), true))
