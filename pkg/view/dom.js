// Elements out of data: the only place of the view that makes nodes. Words become text nodes, never markup.
import { SCHEMES } from '../shell/navigate.js'

/**
 * An element with its attributes and children, such as `h('p', { class: 'text' }, 'Words', node)`.
 * An attribute that is absent, null or false is left out, `true` is set without a value; a child that is absent, null
 * or false is left out, lists of children are opened.
 */
export function h(tag, attributes, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value != null && value !== false) set(element, name, value === true ? '' : value)
  }
  element.append(...children.flat(2).filter((child) => child != null && child !== false))
  return element
}

/** The browser says what it makes of an address, so no spelling slips by. */
function set(element, name, value) {
  element.setAttribute(name, value)
  if (name === 'href' && !SCHEMES.test(element.protocol)) element.removeAttribute(name)
}
