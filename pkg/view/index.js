// The stage: shows the views that the engine decides on, and tells the engine what the visitor does with them.
import css from 'barrio-style'
import { openChat } from './chat.js'
import { EVENTS, hear } from './events.js'
import { createSurface, focusFirst, holdsFocus, leave, PLACES, say } from './surface.js'
import { themeSheet } from './theme.js'
import { explain, focusFaulty } from './values.js'
import { createWords } from './words.js'

/** The element that holds all of ours. */
const HOST = 'barrio-root'

/** How long after a message has come in it is said to who listens, in milliseconds: a live region must be there before its words. */
const SAID_AFTER = 300

/**
 * An empty stage. `theme` and `words` are the store file's objects of these names; `tell` takes what the visitor does,
 * as the engine's inputs.
 */
export function createStage({ theme, words: own, tell }) {
  const words = createWords(own)
  const sheets = [themeSheet(theme), sheetOf(css)]
  /** What each campaign shows: its surface, by its id. */
  const shown = new Map()
  /** What each campaign is to show, be it that its words are still on their way. */
  const wanted = new Map()
  /** What is still to be undone of the elements that fade. */
  const leaving = new WeakMap()
  const hosts = new Set()
  let main

  const stage = {
    tell,
    words,
    say,

    /** A host element with our styles and our listener, for the caller to put into the page. */
    createHost() {
      const host = document.createElement(HOST)
      const root = host.attachShadow({ mode: 'open' })
      root.adoptedStyleSheets = sheets
      for (const name of EVENTS) root.addEventListener(name, (event) => hear(event, stage), true)
      hosts.add(host)
      return host
    },

    /** The host of all that does not stand in an element of the page. It is back where a script has replaced the body, or thrown it away. */
    root() {
      main ??= stage.createHost()
      if (!main.isConnected) (document.body ?? document.documentElement).append(main)
      return main.shadowRoot
    },

    /** The surface that an element of ours belongs to; nothing where it is leaving. */
    of: (element) => shown.get(element.closest?.('[data-campaign]')?.dataset.campaign),

    /** Removes what has faded. */
    remove(element) {
      element.remove()
      leaving.get(element)?.forEach((undo) => undo())
    },

    /** A surface is where it belongs: nothing else moves now, the focus goes in or its words are said. */
    enter(surface) {
      sweep(surface)
      const { element } = surface
      if (surface.focus || element.tagName === 'DIALOG') return focusFirst(surface)
      const words = [...element.querySelectorAll('.heading,.text,.says,.open,.name')].map((part) => part.textContent)
      setTimeout(() => say(surface, words.join('\n')), SAID_AFTER)
    },
  }

  /** One thing moves at a time: what leaves is gone, what comes in is there. */
  function sweep({ element }) {
    for (const { shadowRoot } of hosts) {
      shadowRoot.querySelectorAll('[inert]').forEach(stage.remove)
      for (const animation of shadowRoot.getAnimations?.() ?? []) {
        if (!element.contains(animation.effect.target)) animation.finish()
      }
    }
  }

  function draw(view) {
    const old = shown.get(view.campaign)
    if (old?.fits(view)) {
      old.fill(view)
      return PLACES[view.surface].update?.(old, stage)
    }
    const focus = old && holdsFocus(old)
    if (old) retire(old)
    const surface = createSurface(view, words)
    surface.focus = focus
    surface.back = focus ? old.back : null
    shown.set(view.campaign, surface)
    return PLACES[view.surface].mount(surface, stage)
  }

  function retire(surface) {
    leave(surface)
    leaving.set(surface.element, surface.gone)
  }

  function hide(campaign) {
    wanted.delete(campaign)
    const surface = shown.get(campaign)
    shown.delete(campaign)
    if (surface) retire(surface)
  }

  return {
    /** Shows a view, in the surface that its campaign has where it fits in there. Where that takes a while, gives a promise of it. */
    show(view) {
      wanted.set(view.campaign, view)
      const missing = words.missing(view.locale)
      if (!missing) return draw(view)
      return missing.then(() => wanted.get(view.campaign) === view && draw(view))
    },

    /** Takes away what a campaign shows. The focus returns at once; what is seen fades after it. */
    hide,

    /** Says at a field what is wrong; the focus goes to the first field of which that is said. */
    invalid(campaign, name, code) {
      const surface = shown.get(campaign)
      if (!surface) return
      explain(surface, name, words.word(surface.view.locale, code))
      focusFaulty(surface)
    },

    openChat,

    /** Leaves the page as it was. */
    clear() {
      for (const campaign of [...wanted.keys()]) hide(campaign)
      for (const { shadowRoot } of hosts) shadowRoot.querySelectorAll('[inert]').forEach(stage.remove)
      for (const host of hosts) host.remove()
      hosts.clear()
      main = undefined
    },
  }
}

function sheetOf(css) {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(css)
  return sheet
}
