// Descriptions of elements, and the one function that brings the page's tree into line with them.
// What is already there stays: focus, selection, scrolling and opened rows survive every refresh.
// Deliberately absent: markup as text. Words reach the page as text nodes only.

/**
 * Describes an element. `facts` are attributes, except `on` (listeners by event, which must not change),
 * `first` (properties set when the element is made, and then left to the visitor), and `key`
 * (an element is kept only for the same key). Children that are nothing or `false` are left out.
 */
export const h = (tag, facts, ...children) => ({
  tag,
  facts: facts ?? {},
  children: children.flat(Infinity).filter((child) => child != null && child !== false),
})

/** Words for people who do not see the mark beside them. */
export const unseen = (words) => h('span', { class: 'unseen' }, words)

const SPECIAL = ['on', 'first', 'key']
const keys = new WeakMap()

/** Makes the children of `parent` what is described. */
export function render(parent, children) {
  children.forEach((child, at) => place(parent, parent.childNodes[at], child))
  while (parent.childNodes.length > children.length) parent.lastChild.remove()
}

function place(parent, old, child) {
  if (typeof child !== 'object') return placeText(parent, old, String(child))
  const same = old?.localName === child.tag && keys.get(old) === child.facts.key
  const element = same ? old : make(child)
  amend(element, child.facts)
  render(element, child.children)
  if (same) return
  if (old) old.replaceWith(element)
  else parent.append(element)
}

function placeText(parent, old, words) {
  if (old?.nodeType !== Node.TEXT_NODE) {
    const text = document.createTextNode(words)
    if (old) old.replaceWith(text)
    else parent.append(text)
  } else if (old.data !== words) old.data = words
}

function make({ tag, facts }) {
  const element = document.createElement(tag)
  keys.set(element, facts.key)
  for (const [name, listener] of Object.entries(facts.on ?? {})) element.addEventListener(name, listener)
  Object.assign(element, facts.first)
  return element
}

function amend(element, facts) {
  for (const [name, value] of Object.entries(facts)) {
    if (SPECIAL.includes(name)) continue
    if (value == null || value === false) element.removeAttribute(name)
    else if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value)
  }
}
