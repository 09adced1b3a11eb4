// The engine's records on the device. It writes only what the engine says; where the browser refuses (private mode,
// blocked, full), the records live in the engine's memory until the page goes.

/** What our keys begin with, and the names of our locks. */
export const PREFIX = 'barrio:'
/** Who sends for all tabs, where there are no locks: no record of the engine's. */
export const LEASE = 'barrio:lease'
/** What several tabs write about: what one does must not undo what another did. */
const SHARED = /^(campaign|program)\//
/** What the engine keeps as text. */
const TEXTS = /^(outbox|context|refused)\//

/**
 * The device's storage. `allowed`: whether the page lets barrio use it. `merged(name, mine, device)` gives what is to
 * be written where another tab may have written since this one heard of it.
 */
export function createStore(allowed, merged) {
  const names = () =>
    // `Object.keys` would fetch what stands under each of them too.
    attempt(() => [...Array(localStorage.length)].map((_, at) => localStorage.key(at)))
      .filter((key) => allowed && key.startsWith(PREFIX) && key !== LEASE)
      .map((key) => key.slice(PREFIX.length))
      // In the order of the engine, to which it then only appends.
      .sort((one, other) => one.length - other.length || (one < other ? -1 : 1))
  const held = (name) => localStorage.getItem(PREFIX + name)

  return {
    allowed,
    /**
     * What another tab left under a name, of which we were told that it wrote this. Of messages it is what stands there
     * by now: one that was sent since must not come back. Of what is merged nothing that was written may be missed.
     */
    latest: (name, told) => (TEXTS.test(name) ? attempt(() => held(name), null) : told),
    /** All records by their names, and those of messages that wait: name and text on lines of their own. */
    load() {
      const stored = {}
      const waiting = []
      for (const name of attempt(names)) {
        const text = held(name)
        // One that somebody else wrote may hold line breaks.
        if (TEXTS.test(name) && !/\n/.test(name + text)) waiting.push(name, text)
        else stored[name] = text
      }
      return { stored, waiting: waiting.join('\n') }
    },
    /**
     * Keeps a record, or removes it where there is no text. Answers whether the device took it: it is no loss for now
     * if not, since the engine knows what it asked to keep.
     */
    persist: (name, text) =>
      !allowed ||
      attempt(() => {
        if (text == null) localStorage.removeItem(PREFIX + name)
        else localStorage.setItem(PREFIX + name, SHARED.test(name) ? merged(name, text, held(name) ?? '') : text)
        return true
      }, false),
    /** Removes all records, those of earlier versions too; messages before what they have in common. */
    clear() {
      for (const name of names().reverse()) this.persist(name)
    },
  }
}

function attempt(act, otherwise = []) {
  try {
    return act()
  } catch {
    return otherwise
  }
}
