// Finds elements of a WebKit page as Playwright's locators do: by selector through open shadow roots, by role and name, and waits for them.
import { portable, until } from './webkit-page.mjs'

/** What may have a role; whether it has, and its name, the browser itself says. */
const CANDIDATES = {
  button: 'button, [role=button], [type=submit]',
  checkbox: '[type=checkbox]',
  heading: 'h1, h2, h3, h4, [role=heading]',
  link: 'a[href]',
  radio: '[type=radio]',
  textbox: 'input:not([type=checkbox], [type=radio], [type=submit], [type=hidden]), textarea',
}

const shortened = (text) => text.replace(/\s+/g, ' ').trim()

function isNamed(label, { name, exact }) {
  if (name === undefined) return true
  if (name instanceof RegExp) return name.test(shortened(label))
  const [has, wanted] = [shortened(label), shortened(name)]
  return exact ? has === wanted : has.toLowerCase().includes(wanted.toLowerCase())
}

/** Where the way ends that these steps go, each within what the one before has found. */
async function find({ driver }, steps) {
  let found
  for (const step of steps) {
    if (step.nth !== undefined) found = [found.at(step.nth)].filter(Boolean)
    else if (step.selector) found = await within(driver, found, step.selector)
    else found = await byRole(driver, found, step)
  }
  return found
}

async function byRole(driver, found, step) {
  const candidates = await within(driver, found, `${CANDIDATES[step.role]}:visible`)
  const fitting = []
  for (const element of candidates) {
    if ((await driver.role(element)) === step.role && isNamed(await driver.label(element), step)) fitting.push(element)
  }
  return fitting
}

/** What a selector finds within elements, or in the whole page; the driver takes elements one by one, not in a list. */
const within = (driver, elements, selector) => (elements && !elements.length ? [] : driver.run(select, selector, ...(elements ?? [])))

/** In the page: what a list of selectors finds, through open shadow roots; `:visible` stands at the end. */
function select(list, ...within) {
  const isSeen = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest('[aria-hidden="true"]') && element.getClientRects().length > 0
  const shadows = (root) => [...root.querySelectorAll('*')].flatMap((element) => (element.shadowRoot ? [element.shadowRoot, ...shadows(element.shadowRoot)] : []))
  const found = new Set()
  const onlySeen = list.endsWith(':visible')
  // Some lists say it of each.
  const selectors = list.replaceAll(':visible', '')
  const [, host] = /^([a-z]+-root) /.exec(selectors) ?? []
  const starts = host ? [...document.querySelectorAll(host)].map(({ shadowRoot }) => shadowRoot) : within.length ? within : [document]
  for (const start of starts.filter(Boolean)) {
    for (const root of [start, ...shadows(start)]) {
      for (const element of root.querySelectorAll(host ? selectors.replaceAll(`${host} `, '') : selectors)) found.add(element)
    }
  }
  return [...found].filter((element) => !onlySeen || isSeen(element))
}

/** In the page: where to press an element; nothing while it moves, cannot be used or lies under something. */
async function place(element, force) {
  if (!element.isConnected || element.disabled || !element.getClientRects().length) return null
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
  const box = () => element.getBoundingClientRect()
  const isInside = ({ left, right, top, bottom }) => left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight
  if (!isInside(box())) element.scrollIntoView({ block: 'center', inline: 'nearest', behavior: 'instant' })
  const before = box()
  await frame()
  await frame()
  const after = box()
  if (before.x !== after.x || before.y !== after.y || before.width !== after.width) return null
  const at = { x: after.x + after.width / 2, y: after.y + after.height / 2 }
  let hit = document.elementFromPoint(at.x, at.y)
  while (hit?.shadowRoot?.elementFromPoint(at.x, at.y) && hit.shadowRoot.elementFromPoint(at.x, at.y) !== hit) hit = hit.shadowRoot.elementFromPoint(at.x, at.y)
  const isHit = hit && (element.contains(hit) || hit.closest('label')?.control === element || element.closest('label')?.contains(hit))
  return force || isHit ? at : null
}

const isThere = (element) => element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0

/** What these steps find, now and at any later time. */
export function createLocator(page, steps) {
  const { driver } = page
  const described = JSON.stringify(steps, (_, value) => (value instanceof RegExp ? String(value) : value))
  const further = (step) => createLocator(page, [...steps, step])
  const all = () => find(page, steps)
  const one = async () => {
    const found = await all()
    if (found.length > 1) throw new Error(`${described} finds ${found.length} elements.`)
    return found[0]
  }
  const attached = (timeout) => until(described, one, timeout)
  const ask = async (fn, ...values) => driver.run(portable(fn), await attached(), ...values)
  const locator = {
    locator: (selector) => further({ selector }),
    getByRole: (role, options) => further({ role, ...options }),
    first: () => further({ nth: 0 }),
    last: () => further({ nth: -1 }),
    nth: (nth) => further({ nth }),
    count: async () => (await all()).length,
    evaluate: (fn, value = null) => ask(fn, value),
    getAttribute: (name) => ask((element, name) => element.getAttribute(name), name),
    innerText: () => ask((element) => element.innerText),
    isChecked: () => ask((element) => element.checked),
    async isVisible() {
      const element = await one()
      return element ? driver.run(isThere, element) : false
    },
    waitFor: ({ state = 'visible', timeout } = {}) => until(`${described} is ${state}`, async () => (await locator.isVisible()) === (state === 'visible'), timeout),
    click: ({ force = false } = {}) =>
      until(`pressing ${described}`, async () => {
        const element = await one()
        const at = element && (await driver.run(place, element, force))
        if (at) await driver.click(at)
        return at
      }),
    async check(options) {
      if (!(await locator.isChecked())) await locator.click(options)
      if (!(await locator.isChecked())) throw new Error(`${described} is not checked by pressing it.`)
    },
    async fill(text) {
      await locator.click()
      await ask((element) => element.select())
      await driver.press('Backspace')
      await driver.type(text)
    },
  }
  return locator
}
