// What shows one campaign: an element with a panel, and in it the close control, what the view holds, its controls, and where things are said.
import { anchor } from './anchor.js'
import { inline } from './inline.js'
import { h } from './dom.js'
import { trap } from './field.js'
import { controls, progress, tab } from './controls.js'
import { corner, edge, overlay } from './places.js'
import { content, createPen, language } from './render.js'

/**
 * How each surface comes into the page. `tag` is its element; `mount(surface, stage)` puts it there and calls
 * `stage.enter(surface)` once it is; `update(surface, stage)`, where there is one, is called when the view of a mounted
 * surface has changed.
 */
export const PLACES = { overlay, edge, corner, anchor, inline }

/**
 * A surface for a view, in no page yet: `view`; its `element`, in that `panel`, in that `body`; `undo`, functions that
 * are called as it leaves; `gone`, the same for when it has faded; `fill(view)`; `fits(view)`, whether another view can stand in it.
 */
export function createSurface(view, words) {
  const close = h('button', { class: 'close', type: 'button' })
  const body = h('div', { class: 'body' })
  const live = h('p', { class: 'live hidden', role: 'status' })
  const panel = h('form', { class: 'panel', novalidate: true, tabindex: -1 }, close, body, live)
  const element = h(PLACES[view.surface].tag, { 'data-campaign': view.campaign }, panel)
  const surface = { element, panel, body, close, live, undo: [], gone: [], fits, fill }
  /** What is to be undone of what is drawn now. */
  let drawn = []
  surface.undo.push(() => drawn.forEach((undo) => undo()))

  function fits(next) {
    return kindOf(next) === kindOf(surface.view)
  }

  function fill(next) {
    const focus = holdsFocus(surface)
    const pen = createPen(next, words)
    surface.view = next
    drawn.forEach((undo) => undo())
    drawn = pen.undo
    element.className = kindOf(next)
    assign(element, { ...language(next), 'data-format': next.format, 'data-position': next.position, 'data-push': next.push && '', 'data-again': body.firstChild && '' })
    close.setAttribute('aria-label', pen.word(next.teaser && !next.collapsed ? 'minimize' : 'close'))
    const parts = next.collapsed ? [tab(next, pen)] : [progress(next, pen), h('div', { class: 'content' }, content(next, pen)), controls(next, pen)]
    body.replaceChildren(...parts.filter(Boolean))
    if (next.nodes.some(({ kind }) => kind === 'field')) body.append(trap())
    name(element, pen.plain(next.label))
    if (focus) focusFirst(surface)
  }

  fill(view)
  return surface
}

/** What a view needs its surface to be: its class names. */
const kindOf = ({ surface, collapsed }) => `surface ${surface}${collapsed ? ' collapsed' : ''}`

function assign(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value == null || value === false) element.removeAttribute(name)
    else element.setAttribute(name, value)
  }
}

/** A heading names by reference, so that what is read is what is seen. */
function name(element, label) {
  const idOf = (selector) => element.querySelector(selector)?.id
  const heading = idOf('.heading')
  assign(element, { 'aria-label': heading ? null : label, 'aria-labelledby': heading, 'aria-describedby': idOf('.text') })
}

/** Moves the focus to the first words. */
export function focusFirst({ element, panel }) {
  const first = element.querySelector('.open') ?? element.querySelector('.heading') ?? panel
  first.focus({ preventScroll: true })
}

/** What scrolls can be scrolled by the keyboard alone, also where nothing in it takes the focus. */
export function reach({ element }) {
  const content = element.querySelector('.content')
  if (content && content.scrollHeight > content.clientHeight) content.tabIndex = 0
}

const activeIn = (element) => element.getRootNode().activeElement

export const holdsFocus = ({ element }) => element.contains(activeIn(element))

/** Says something to who listens to the page. */
export function say(surface, words) {
  surface.live.textContent = words
}

/** Takes a surface out of use: the focus returns at once, what is seen fades. */
export function leave(surface) {
  const { element, back } = surface
  const focus = holdsFocus(surface)
  for (const undo of surface.undo) undo()
  element.inert = true
  delete element.dataset.campaign
  // A dialog gives the focus back by itself.
  if (element.close) element.close()
  else if (focus) back?.focus()
}
