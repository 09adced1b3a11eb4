// The surfaces that have a place of their own: over the page, along an edge, in a corner.

/** Over the page, and nothing else can be used: a native dialog. */
export const overlay = {
  tag: 'dialog',
  mount({ element }, stage) {
    stage.root().append(element)
    element.showModal()
    stage.enter(...arguments)
  },
}

/** In a corner. */
export const corner = { tag: 'section', mount: toTop }

/** Along the top or bottom; it may push the page instead of lying over it. */
export const edge = {
  tag: 'section',
  mount(surface, stage) {
    toTop(surface, stage)
    if (surface.view.push) push(surface)
  },
}

/** Puts a surface over every z-index of the page: into the top layer, where the browser has one for what is not modal. */
export function toTop(surface, stage) {
  const { element } = surface
  stage.root().append(element)
  if (element.showPopover) {
    element.popover = 'manual'
    element.showPopover()
  }
  stage.enter(surface)
}

/** Makes room in the page, by a sheet of its own: no attribute of the page changes. */
function push({ element, view, undo }) {
  const side = view.position === 'bottom' ? 'bottom' : 'top'
  const sheet = new CSSStyleSheet()
  const fit = () => sheet.replaceSync(`html{padding-${side}:${element.offsetHeight}px!important}`)
  const observer = new ResizeObserver(fit)
  fit()
  observer.observe(element)
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]
  undo.push(() => {
    observer.disconnect()
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet)
  })
}
