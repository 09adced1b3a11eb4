// Messages that stand in an element of the page, in the flow of what is there.
import { isDrawn, watch } from './seek.js'

/** Where a message can stand in relation to the element that the store names, as the methods of elements are called. */
const PLACES = /^(append|prepend|before|after)$/

/**
 * How high a message will be is not known before it is there: a page that is not to move keeps room for it, by a
 * `min-height` on the element that the store names.
 */
export const inline = {
  tag: 'section',

  mount(surface, stage) {
    const { element, gone, undo, view } = surface
    const host = stage.createHost()
    const put = PLACES.test(view.insert) ? view.insert : 'append'
    let home, isEntered

    function at(place) {
      // A page that draws itself anew may have thrown it out.
      if (place === home && host.isConnected) return
      home = place
      place[put](host)
      if (!isEntered) stage.enter(surface)
      isEntered = true
    }

    host.shadowRoot.append(element)
    // An empty element is a good place: it need not be seen.
    const stop = watch(view.into, view, stage, { at, lost: () => host.remove(), fits: isDrawn })
    undo.push(() => {
      stop()
      // What is hidden never ends to fade.
      if (!isDrawn(element)) host.remove()
    })
    gone.push(() => host.remove())
  },
}
