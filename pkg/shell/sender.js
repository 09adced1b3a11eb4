// The sender: of the store's tabs one sends what waits on the device, and the next one takes over when it goes.
//
// The browser's locks do it. Where there are none, a record on the device says who it is, and until when.
import { now, seed } from './clock.js'
import { alarm } from './listen.js'
import { LEASE } from './store.js'

/** The lock of the tab that sends. */
const LOCK = 'barrio/sender'
/** How long a lease lasts, how often it is renewed, and how soon one sees whether another took it too: milliseconds. */
const TERM = 5000
const RENEWAL = 1500
const ECHO = 200

/** `lead(leads)` is told when this tab becomes the sender, and when it no longer is. */
export function createSender(lead) {
  const { locks } = navigator
  const lease = createLease(lead)
  let release

  function seek() {
    if (release) return
    if (!locks) {
      release = lease()
      return
    }
    const waiting = new AbortController()
    release = () => waiting.abort()
    const hold = () =>
      new Promise((resolve) => {
        release = () => (resolve(), lead(false))
        lead(true)
      })
    // A page without an origin has locks and may not use them.
    locks.request(LOCK, { signal: waiting.signal }, hold).catch(() => {
      if (!waiting.signal.aborted) release = lease()
    })
  }

  return {
    /** Becomes the sender as soon as no other tab is; or lets another be it. */
    seek(wanted) {
      if (wanted) return seek()
      const end = release
      release = undefined
      end?.()
    },
  }
}

/** A lease that is sought until the function it gives is called. */
function createLease(lead) {
  const me = seed()
  const next = alarm()
  let leads = false

  const become = (does) => {
    if (leads !== does) lead((leads = does))
  }

  function look() {
    try {
      const [holder, until] = (localStorage.getItem(LEASE) ?? '').split(' ')
      const mine = holder === me && until > now()
      const free = !(until > now())
      if (mine || free) localStorage.setItem(LEASE, `${me} ${now() + TERM}`)
      next(free ? ECHO : RENEWAL, look)
      become(mine)
    } catch {
      // What cannot be on the device every tab sends by itself.
    }
  }

  function end() {
    next()
    try {
      if (leads) localStorage.removeItem(LEASE)
    } catch {
      // It ends by itself.
    }
    become(false)
  }

  return () => {
    look()
    return end
  }
}
