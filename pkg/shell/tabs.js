// The store's other tabs: one speaks at a time, and each holds what it shows.
//
// The browser's locks do it: they go when a tab goes, however it goes.
import { alarm } from './listen.js'
import { PREFIX } from './store.js'

/** The lock of the tab that may speak. */
const TURN = 'barrio'
/** How long a turn lasts after all is said, in milliseconds: what one tab wrote takes a while to be seen by others. */
const ECHO = 150
/** When to look again while other tabs hold something, in milliseconds: who goes says nothing. */
const RETRY = 5000

/** What this tab holds and waits for. `speak(elsewhere)` is its turn, with the campaigns that other tabs hold. */
export function createTabs(speak) {
  // Only on secure pages of browsers that are not very old.
  const { locks } = navigator
  // The functions that let go, by campaign; that of the turn has no name.
  const held = new Map()
  const retry = alarm()
  let claimed = false

  const promise = (name) => new Promise((resolve) => held.set(name, resolve))

  function turn(all = []) {
    claimed = false
    const elsewhere = []
    for (const { name } of all) {
      const campaign = name.startsWith(PREFIX) && name.slice(PREFIX.length)
      if (campaign && !held.has(campaign)) elsewhere.push(campaign)
    }
    retry(RETRY, elsewhere.length && claim)
    speak(elsewhere)
  }

  async function turnByLock() {
    const { held: all } = await locks.query()
    turn(all)
    const echo = promise('')
    setTimeout(held.get(''), ECHO)
    return echo
  }

  function claim() {
    if (claimed) return
    claimed = true
    if (!locks) return turn()
    // A page without an origin has locks and may not use them.
    locks.request(TURN, turnByLock).catch(() => claimed && turn())
  }

  /** Holds a campaign, or lets go of it. */
  function hold(campaign, holds) {
    const release = held.get(campaign)
    if (!release === !holds) return
    held.delete(campaign)
    release?.()
    // Where it may not be held, there is nothing to do about it.
    if (holds) {
      const released = promise(campaign)
      locks?.request(PREFIX + campaign, () => released).catch(() => {})
    }
  }

  return { has: !!locks, claim, hold, release: () => hold('', false), clear: () => retry() }
}
