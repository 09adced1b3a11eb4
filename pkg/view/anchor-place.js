// Where a panel stands at an element, in pixels of the layout viewport. Only numbers: nothing here changes the page.

/** Between the panel and the element: the arrow stands in it. anchors.css has it too. */
const GAP = 12
/** Between the panel and the edge of what is seen. */
const EDGE = 8
/** An arrow keeps off the rounded corners of its panel. */
const CORNER = 22

const X = ['left', 'right', 'width']
const Y = ['top', 'bottom', 'height']
const SIDES = ['bottom', 'top', 'right', 'left']

/** What is seen of the page: less than the window where somebody has zoomed in or a keyboard is open. */
export const port = () => new DOMRect(visualViewport.offsetLeft, visualViewport.offsetTop, visualViewport.width, visualViewport.height)

/** The value that is nearest to one, from the least to the most; the least where these are the wrong way round. */
export const between = (least, value, most) => Math.max(least, Math.min(value, most))

/**
 * `{ side, left, top, arrow }` for a panel of a size (`{ width, height }`) at a box within a view (both as DOMRects).
 * `wanted` is a side or `auto`, `before` the side where it stands now, so that it does not jump without need. `side` is
 * absent where the panel fits nowhere; then it lies over the element. `arrow` is how far along its side the panel's
 * arrow stands, from the left or the top.
 */
export function spot(box, size, view, wanted, before) {
  const room = ([start, end, length], side) => (side === start ? box[start] - view[start] : side === end ? view[end] - box[end] : view[length]) - size[length]
  const fits = (side) => [X, Y].every((axis) => room(axis, side) >= (axis.includes(side) ? GAP + EDGE : 2 * EDGE))
  // What is not on its side is on the other, if it can be.
  const axis = X.includes(wanted) ? ['right', 'left'] : []
  const side = [before, wanted, ...axis, ...SIDES].find((side) => SIDES.includes(side) && fits(side))
  const along = side ?? SIDES[0]
  const middle = ([start, end]) => (box[start] + box[end]) / 2
  const [left, top] = [X, Y].map((axis) => {
    const [start, end, length] = axis
    const at = along === start ? box[start] - GAP - size[length] : along === end ? box[end] + GAP : middle(axis) - size[length] / 2
    return between(view[start] + EDGE, at, view[end] - EDGE - size[length])
  })
  const arrow = X.includes(along) ? between(CORNER, middle(Y) - top, size.height - CORNER) : between(CORNER, middle(X) - left, size.width - CORNER)
  return { side, left, top, arrow }
}
