// What the tests of anchored messages share: elements on the page, and where things are.
import { VIEWS } from './views-anchors.mjs'

/** Puts an element on the page, with styles set one by one, as the page's policy asks; `shadow` puts each of these hosts around it, outermost first. */
export const addElement = (page, { id, tag = 'button', shadow = [], attributes = {}, text = 'Here', styles = {}, into = 'body' }) =>
  page.evaluate(
    ({ id, tag, shadow, attributes, text, styles, into }) => {
      let place = document.querySelector(into)
      for (const host of shadow) {
        const element = document.createElement(host)
        place.append(element)
        place = element.attachShadow({ mode: 'open' })
      }
      const element = document.createElement(tag)
      if (id) element.id = id
      element.textContent = text
      for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
      for (const [name, value] of Object.entries(styles)) element.style.setProperty(name, value)
      place.append(element)
      window.added = element
    },
    { id, tag, shadow, attributes, text, styles, into },
  )

/** Shows a view of views-anchors.mjs with changes, without waiting for it. */
export const begin = (page, name, changes = {}) => page.evaluate((view) => window.stage.show(view), { ...VIEWS[name], ...changes })

/** The boxes of what a message has on the screen: `panel`, `ring` and `dot`; only what is seen is there. */
export const parts = (page) =>
  page.evaluate(() => {
    const root = document.querySelector('body > barrio-root')?.shadowRoot
    const seen = (selector) => {
      const element = [...(root?.querySelectorAll(selector) ?? [])].find((each) => !each.inert)
      if (!element?.checkVisibility({ visibilityProperty: true })) return
      const { left, top, right, bottom, width, height } = element.getBoundingClientRect()
      return { left, top, right, bottom, width, height, side: element.dataset.side, isScripted: element.style.inset !== '' }
    }
    return { panel: seen('.anchor'), ring: seen('.ring'), dot: seen('.dot') }
  })

/** Waits until there is a panel (or a dot, a ring), and gives all parts. */
export async function waitFor(page, part = 'panel', isThere = true) {
  for (let tries = 0; tries < 60; tries++) {
    const found = await parts(page)
    if (!!found[part] === isThere) return found
    await page.waitForTimeout(50)
  }
  throw new Error(`The ${part} is ${isThere ? 'not there' : 'still there'}: ${JSON.stringify(await parts(page))}`)
}

export const boxOf = (page, selector) =>
  page.evaluate((selector) => {
    const element = selector ? document.querySelector(selector) : window.added
    const { left, top, right, bottom, width, height } = element.getBoundingClientRect()
    return { left, top, right, bottom, width, height }
  }, selector)

/** Waits until the page has not scrolled for a while, and what follows has followed. */
export async function atRest(page) {
  let before
  for (let tries = 0; tries < 40; tries++) {
    const now = await page.evaluate(() => `${scrollX} ${scrollY}`)
    if (now === before) break
    before = now
    await page.waitForTimeout(120)
  }
  await page.waitForTimeout(300)
}

/** What was told since the last time that somebody asked, as `type action`. */
export const told = (page) => page.evaluate(() => window.told.splice(0).map(({ type, action }) => [type, action].filter(Boolean).join(' ')))

/** What of the view is focused: its class or its action. */
export const focused = (page) =>
  page.evaluate(() => {
    const element = document.activeElement?.shadowRoot?.activeElement
    return element ? (element.dataset.action ?? element.className) : (document.activeElement.id || document.activeElement.localName)
  })

/** Makes the browser know of no source of a popover, so that the script has to place everything. */
export const withoutSources = () => {
  const { showPopover } = HTMLElement.prototype
  HTMLElement.prototype.showPopover = function () {
    return showPopover.call(this)
  }
}

/** The same without any popover at all, as in older browsers. */
export const withoutPopovers = () => {
  for (const name of ['showPopover', 'hidePopover', 'togglePopover', 'popover']) delete HTMLElement.prototype[name]
}

/** Counts what is alive of listeners on the page, timers and observers, as `window.alive()`. */
export const counted = () => {
  const alive = new Map()
  const count = (name, by) => alive.set(name, (alive.get(name) ?? 0) + by)
  const { addEventListener, removeEventListener } = EventTarget.prototype
  const listeners = new Map()
  const isOurs = (target) => target === window || target instanceof Document || target instanceof ShadowRoot || target === visualViewport
  const key = (target, type, options) => `${type} ${options?.capture ?? options ?? false}`
  EventTarget.prototype.addEventListener = function (type, listener, options) {
    const target = this ?? window
    if (isOurs(target) && !target.host?.localName.startsWith('barrio-')) {
      const known = listeners.get(listener) ?? listeners.set(listener, new Set()).get(listener)
      const name = key(target, type, options)
      if (!known.has(name + target)) count('listeners', 1)
      known.add(name + target)
      options?.signal?.addEventListener('abort', () => known.delete(name + target) && count('listeners', -1))
    }
    return addEventListener.call(target, type, listener, options)
  }
  EventTarget.prototype.removeEventListener = function (type, listener, options) {
    const target = this ?? window
    if (listeners.get(listener)?.delete(key(target, type, options) + target)) count('listeners', -1)
    return removeEventListener.call(target, type, listener, options)
  }
  const { setInterval, clearInterval } = window
  window.setInterval = (...rest) => (count('intervals', 1), setInterval(...rest))
  window.clearInterval = (id) => (count('intervals', -1), clearInterval(id))
  for (const name of ['MutationObserver', 'ResizeObserver', 'IntersectionObserver']) {
    const { observe, disconnect } = window[name].prototype
    const busy = new Set()
    window[name].prototype.observe = function (...rest) {
      if (!busy.has(this)) count('observers', 1)
      busy.add(this)
      return observe.apply(this, rest)
    }
    window[name].prototype.disconnect = function () {
      if (busy.delete(this)) count('observers', -1)
      return disconnect.call(this)
    }
  }
  window.alive = () => [...alive].filter(([, number]) => number).map(([name, number]) => `${name}: ${number}`)
}
