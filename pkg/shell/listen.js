// Listening, and waiting: what is begun here gives the function that ends it. The only place that registers anything.

/** The longest delay that timers keep, in milliseconds: beyond it they fire at once. */
const LONGEST = 0x7fffffff

/**
 * Calls `hear` for events, their names separated by spaces, on their way down: then nobody on the page can stop
 * them before, and those that do not come up again are heard too. The page scrolls on without waiting for us.
 */
export function listen(target, names, hear) {
  const each = (method) => {
    for (const name of names.split(' ')) target[method](name, hear, { capture: true, passive: true })
  }
  each('addEventListener')
  return () => each('removeEventListener')
}

/** Calls `act` once after `delay` milliseconds; a delay of more than 24 days ends after 24 days. */
export function timer(delay, act) {
  const id = setTimeout(act, Math.min(Math.max(delay, 0), LONGEST))
  return () => clearTimeout(id)
}

/** One timer at a time: to set it anew ends the one before. */
export function alarm() {
  let end
  const set = (delay, act) => {
    end?.()
    end = act ? timer(delay, act) : undefined
  }
  return set
}

/**
 * Calls `hear` with the arguments of each call of a method of the page's, after the call. Where somebody has put
 * theirs over ours, they keep it when it ends, and ours only forwards.
 */
export function patch(owner, method, hear) {
  const original = owner[method]
  const isOwn = Object.prototype.hasOwnProperty.call(owner, method)
  const traps = {
    apply(target, self, values) {
      const answer = Reflect.apply(target, self, values)
      try {
        hear(values)
      } catch {
        // The page called its own method: whatever is wrong with us is no affair of its own.
      }
      return answer
    },
  }
  let proxy
  try {
    proxy = new Proxy(original, traps)
    // Not by an assignment, which fails where prototypes are frozen.
    Object.defineProperty(owner, method, { value: proxy, writable: true, configurable: true })
  } catch {
    // No function, or frozen: then nothing is heard of it.
  }
  return () => {
    delete traps.apply
    if (!proxy || owner[method] !== proxy) return
    if (isOwn) owner[method] = original
    else delete owner[method]
  }
}
