// The surfaces that have a place of their own: over the page, along an edge, in a corner.

/** Over the page, and nothing else can be used: a native dialog. */
export const overlay = {
  tag: 'dialog',
  async mount(surface, stage) {
    const { element, focus } = surface
    stage.root().append(element)
    // What takes the place of another is there at once, or the focus would be lost in between.
    if (!focus) await rehearse(element)
    // Taken back while it waited, so nobody sees it fade.
    if (element.inert) return stage.remove(element)
    // Again, for a page that has replaced its body.
    stage.root()
    element.showModal()
    stage.enter(surface)
  },
}

/**
 * Has the browser find the style and the place of what nobody sees yet, in a task of its own: opening a dialog makes it
 * look at the whole page as well, and both together would hold the page up for too long.
 */
async function rehearse(element) {
  element.dataset.staged = ''
  await nextTask()
  element.getBoundingClientRect()
  await nextTask()
  delete element.dataset.staged
}

const nextTask = () => new Promise((resolve) => setTimeout(resolve))

/** In a corner. */
export const corner = { tag: 'section', mount: toTop }

/** Along the top or bottom; it may push the page instead of lying over it. */
export const edge = {
  tag: 'section',
  mount(surface, stage) {
    toTop(surface, stage)
    makeRoom(surface, stage.root().host)
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

/**
 * Makes room for a banner: what stands in the corners moves aside, and the page where the banner pushes it. That is
 * done by a sheet, so that no attribute of the page changes.
 */
function makeRoom({ element, view, undo }, host) {
  const side = view.position === 'top' ? 'top' : 'bottom'
  const sheet = new CSSStyleSheet()
  const fit = () => {
    const { top, bottom, height } = element.getBoundingClientRect()
    host.style.setProperty('--edge-' + side, Math.max(side === 'top' ? bottom : innerHeight - top, 0) + 'px')
    if (view.push) sheet.replaceSync(`html{padding-${side}:${height}px!important}`)
  }
  const observer = new ResizeObserver(fit)
  fit()
  observer.observe(element)
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]
  undo.push(() => {
    observer.disconnect()
    host.style.removeProperty('--edge-' + side)
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet)
  })
}
