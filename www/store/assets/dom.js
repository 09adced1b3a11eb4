// Small helpers over the page: make an element, show one part of a page, say a price and a date.
export const find = (selector, root = document) => root.querySelector(selector)
export const findAll = (selector, root = document) => [...root.querySelectorAll(selector)]

/** Text becomes text nodes, so nothing that a shopper typed can become markup. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(name, '')
    else if (value !== false && value !== undefined) made.setAttribute(name, value)
  }
  made.append(...children.filter((child) => child !== undefined && child !== false))
  return made
}

export function show(selector, visible = true) {
  for (const part of findAll(selector)) part.hidden = !visible
}

const dollars = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD', trailingZeroDisplay: 'stripIfInteger' })
export const money = (amount) => dollars.format(amount)

export const longDate = (time) => new Date(time).toLocaleDateString('en-US', { year: 'numeric', month: 'long', day: 'numeric' })
