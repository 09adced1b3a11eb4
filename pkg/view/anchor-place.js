// Where a panel stands at an element, in pixels of the layout viewport. Only numbers: nothing here touches the page.

/** Between the panel and the element: the arrow stands in it. */
export const GAP = 12
/** Between the panel and the edge of what is seen. */
const EDGE = 8
/** An arrow keeps off the rounded corners of its panel. */
const CORNER = 22

const SIDES = ['bottom', 'top', 'right', 'left']
const OTHER = { top: 'bottom', bottom: 'top', left: 'right', right: 'left' }

/** What is seen of the page: less than the window where somebody has zoomed in or a keyboard is open. */
export function port() {
  const { offsetLeft: left, offsetTop: top, width, height } = visualViewport
  return { left, top, width, height, right: left + width, bottom: top + height }
}

const between = (least, value, most) => Math.max(least, Math.min(value, most))

/**
 * `{ side, left, top, arrow }` for a panel of that size (`{ width, height }`) at a box (as a DOMRect) within `view` (as
 * `port` gives). `wanted` is a side or `auto`, `before` the side where it stands now, so that it does not jump without
 * need. `side` is absent where the panel fits nowhere; then it lies over the element. `arrow` is how far along its
 * side the panel's arrow stands, from the left or the top.
 */
export function spot(box, { width, height }, view, wanted, before) {
  const room = {
    top: box.top - view.top,
    bottom: view.bottom - box.bottom,
    left: box.left - view.left,
    right: view.right - box.right,
  }
  const lies = (side) => side === 'top' || side === 'bottom'
  const fits = (side) =>
    lies(side) ? room[side] >= height + GAP + EDGE : room[side] >= width + GAP + EDGE && height + 2 * EDGE <= view.height
  const side = [before, wanted, OTHER[wanted], ...SIDES].find((each) => room[each] !== undefined && fits(each))
  const along = side ?? 'bottom'
  const aim = { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 }
  const left = between(
    view.left + EDGE,
    lies(along) ? aim.x - width / 2 : along === 'left' ? box.left - GAP - width : box.right + GAP,
    view.right - EDGE - width,
  )
  const top = between(
    view.top + EDGE,
    lies(along) ? (along === 'top' ? box.top - GAP - height : box.bottom + GAP) : aim.y - height / 2,
    view.bottom - EDGE - height,
  )
  const arrow = lies(along) ? between(CORNER, aim.x - left, width - CORNER) : between(CORNER, aim.y - top, height - CORNER)
  return { side, left, top, arrow }
}
