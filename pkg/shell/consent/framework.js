// The IAB's frameworks: a function of the page's, a stub that queues at first, which calls back at every change.
import { appear } from './appear.js'

/**
 * Tells what `read` makes of each change, where it makes anything of it; before the first `pending`. `name` is the
 * global's, `version` the arguments that stand between a command and its callback.
 */
export function watchFramework(name, version, pending, read, tell) {
  const call = (command, ...rest) => window[name]?.(command, ...version, ...rest)
  let ended = false
  let told = false
  let listener

  function remove() {
    ended = true
    if (listener != null) call('removeEventListener', () => {}, listener)
  }

  function hear(change) {
    listener = change?.listenerId
    if (ended) return remove()
    const purposes = change && read(change)
    if (!purposes) return
    told = true
    tell(purposes)
  }

  const end = appear(
    () => typeof window[name] === 'function',
    () => {
      call('addEventListener', hear)
      if (!told) tell(pending)
    },
  )
  return () => {
    end()
    remove()
  }
}
