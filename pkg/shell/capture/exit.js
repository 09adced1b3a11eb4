// Exit intent: the pointer leaves through the top of the window, where tabs and addresses are. A finger has no such
// way: there it is a fast scroll up, towards the address, or the return to a tab that was put aside.
import { hasCoarsePointer } from './context.js'
import { isOfPage } from './scroll.js'

/** How fast a scroll up must be, in windows a millisecond. */
const SPEED = 0.0012
/** How far it must go at that speed, in windows. */
const DISTANCE = 1 / 3

/** The events of the window that tell of it. */
export const exitEvents = () => (hasCoarsePointer() ? 'scroll visibilitychange pagehide' : 'mouseout mouseover')

/** What notices the intent: a function of those events that tells `exit_intent`, and `stay` for who comes back. */
export function createExit(tell) {
  // The pointer is on the page, or the page has been put aside.
  let ready = false
  // The pointer has left the page, or the visitor has gone to another.
  let left = false
  // When and where the present scroll up began, in milliseconds and pixels.
  let from = { time: 0, place: 0 }

  /** Whether the page is seen again by who had put it aside. Who comes by the history has not been away in that sense. */
  function returns() {
    const { hidden } = document
    const wasLeft = left
    const wasReady = ready
    left &&= hidden
    ready = hidden && !wasLeft
    return wasReady && !hidden
  }

  function hurriesUp({ timeStamp: time }) {
    const place = scrollY
    const way = (from.place - place) / innerHeight
    const fast = way > 0 && way >= (time - from.time) * SPEED
    const far = fast && way >= DISTANCE
    if (!fast || far) from = { time, place }
    return far
  }

  /** What each event means; whether the visitor wants to go. */
  const meanings = {
    mouseover() {
      ready = true
      if (left) tell('stay')
      left = false
    },
    mouseout(event) {
      if (!leavesByTheTop(event)) return false
      left = true
      const intends = ready
      ready = false
      return intends
    },
    pagehide() {
      left = true
      ready = false
    },
    visibilitychange: returns,
    scroll: (event) => isOfPage(event) && hurriesUp(event),
  }
  return (event) => meanings[event.type](event) && tell('exit_intent')
}

/** Whether the pointer goes out above, with nothing held down: else it marks or drags something. */
const leavesByTheTop = ({ relatedTarget, buttons, clientY }) => !relatedTarget && !buttons && clientY <= 0
