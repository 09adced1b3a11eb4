// In the page: what is wrong with how a message looks, whatever draws it. Pixels are compared in Chromium alone.

/** Sentences about what is cut off, out of sight, too small to press, or under something; none if all is well. */
export async function faults(host) {
  const found = []
  const hosts = [...document.querySelectorAll(host)]
  const all = (selector) => hosts.flatMap(({ shadowRoot }) => [...shadowRoot.querySelectorAll(selector)])
  const isSeen = (element) => element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0
  const called = (element) => `${element.localName}.${element.className} "${element.textContent.trim().slice(0, 30)}"`
  const messages = all('[data-campaign]:not([inert])').filter(isSeen)
  const within = (selector) => messages.flatMap((message) => [...message.querySelectorAll(selector)]).filter((element) => isSeen(element) && !element.closest('[aria-hidden="true"]'))
  const round = ({ left, top, right, bottom }) => [left, top, right, bottom].map(Math.round).join(' ')

  if (document.documentElement.scrollWidth > innerWidth) found.push(`the page scrolls sideways to ${document.documentElement.scrollWidth}`)
  for (const panel of within('.panel')) {
    const box = panel.getBoundingClientRect()
    if (box.left < -1 || box.right > innerWidth + 1) found.push(`the panel is cut off to the side: ${round(box)}`)
    const standsInPage = panel.closest('.inline')
    if (!standsInPage && (box.top < -1 || box.bottom > innerHeight + 1)) found.push(`the panel is cut off: ${round(box)}`)
  }

  // What is only read aloud has no size.
  const isRead = (element) => {
    for (let around = element; around; around = around.parentElement) {
      const { width, height } = around.getBoundingClientRect()
      if (width <= 1 || height <= 1) return true
    }
    return false
  }
  /** What cuts off a part of a box: an element around it that does not let it out, and does not scroll to it either. */
  const cutBy = (element, box) => {
    let scrolls = false
    for (let around = element; around; around = around.parentElement) {
      const { overflowX, overflowY } = getComputedStyle(around)
      const frame = around.getBoundingClientRect()
      if (overflowX !== 'visible' && (box.left < frame.left - 1.5 || box.right > frame.right + 1.5)) return around
      if (!scrolls && /hidden|clip/.test(overflowY) && (box.top < frame.top - 3 || box.bottom > frame.bottom + 3)) return around
      scrolls ||= /auto|scroll/.test(overflowY)
    }
    return null
  }
  /** Lines of different elements may touch, as far as letters have room above and below. */
  const overlap = ({ box: a, parent }, { box: b, parent: other }) =>
    parent !== other && Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 3
  const range = document.createRange()
  for (const message of messages) {
    const lines = []
    const walker = document.createTreeWalker(message, NodeFilter.SHOW_TEXT)
    while (walker.nextNode()) {
      const { parentElement: parent, data } = walker.currentNode
      // The options of a list are the browser's to draw.
      if (!data.trim() || !isSeen(parent) || parent.closest('option, script') || isRead(parent)) continue
      range.selectNodeContents(walker.currentNode)
      for (const box of range.getClientRects()) {
        lines.push({ text: data.trim().slice(0, 40), parent, box })
        const cutter = cutBy(parent, box)
        if (cutter) found.push(`"${data.trim().slice(0, 40)}" is cut off by ${called(cutter)}: ${round(box)}`)
        if (box.left < -1 || box.right > innerWidth + 1) found.push(`"${data.trim().slice(0, 40)}" is beside the screen: ${round(box)}`)
      }
    }
    for (const [at, line] of lines.entries()) {
      const below = lines.slice(at + 1).find((other) => overlap(line, other))
      if (below) found.push(`"${line.text}" lies over "${below.text}"`)
    }
  }

  for (const control of within('button, a[href], input, select, textarea')) {
    // Choices are drawn by their label; the control itself may be as small as it likes.
    const shown = /radio|checkbox/.test(control.type) ? (control.closest('label') ?? control) : control
    const { width, height } = shown.getBoundingClientRect()
    if (!width || !height || getComputedStyle(shown).clipPath !== 'none') continue
    const inText = control.localName === 'a' && getComputedStyle(control).display === 'inline'
    if (!inText && (width < 24 || height < 24)) found.push(`${called(shown)} is too small to press: ${Math.round(width)} by ${Math.round(height)}`)
    shown.scrollIntoView({ block: 'center', inline: 'nearest', behavior: 'instant' })
    await new Promise(requestAnimationFrame)
    const { left, right, top, bottom } = shown.getBoundingClientRect()
    if (bottom < 1 || top > innerHeight - 1) found.push(`${called(shown)} cannot be scrolled to`)
    const at = control.getRootNode().elementFromPoint((left + right) / 2, Math.min(innerHeight - 1, Math.max(0, (top + bottom) / 2)))
    if (at && !shown.contains(at) && !at.contains(shown)) found.push(`${called(shown)} lies under ${called(at)}`)
  }
  return found
}
