// The script tag: queues commands, waits until the page is idle, then loads the module beside it.
// Deliberately absent: everything that is not needed before the page is idle.
import { preload } from './integrity.js'

(() => {
  const tag = document.currentScript || document.querySelector('script[src*="barrio.js"]') || {}
  const settings = tag.dataset || {}
  const commands =
    'track page identify reset consent show dismiss chat explain on export forget destroy'.split(' ')
  let present = window.barrio

  const warn = (error) => console.warn('barrio: ' + (error?.message ?? error))

  // Marks the queue and the live function; a second tag, or an instance from npm, is left in charge.
  if (present && (present.tag || present.track)) return

  // An element with id="barrio" is a property of window too, and no queue.
  if (typeof present !== 'function') {
    present = window.barrio = (...command) => (window.barrio.q ||= []).push(command)
  }
  present.tag = tag

  // Who presses a button before the module is there waits for it, and not in vain.
  const early = new AbortController()
  const press = ({ target }) => {
    const button = target.closest?.('[data-barrio-show]')
    if (button) present('show', button.dataset.barrioShow)
  }

  // A frame is somebody's preview or a part of a page that has its own tag.
  if (window.self !== window.top && settings.frames !== 'allow') return

  // An attribute without a value says yes.
  const isOn = (value) => value != null && value !== 'false'

  const event = (name) =>
    new Promise((resolve) => document.addEventListener(name, resolve, { once: true }))

  const idle = () =>
    new Promise((resolve) =>
      // WebKit has no idle callback.
      window.requestIdleCallback ? requestIdleCallback(resolve, { timeout: 2000 }) : setTimeout(resolve, 200)
    )

  const start = async () => {
    document.addEventListener('click', press, { capture: true, signal: early.signal })
    if (document.prerendering) await event('prerenderingchange')
    if (document.readyState === 'loading') await event('DOMContentLoaded')
    await idle()
    const module = new URL('index.js', tag.src)
    // What the module hashes to, where `cargo xtask dist` has written it.
    if (BARRIO_HASH) await preload(module.href, BARRIO_HASH)
    const { init } = await import(module)
    const { config, country, sources } = settings
    const instance = await init({
      config,
      country,
      sources,
      debug: isOn(settings.debug),
      allowWebdriver: isOn(settings.allowWebdriver),
      nonce: settings.nonce || tag.nonce || undefined,
    })
    goLive(instance)
  }

  const goLive = (instance) => {
    early.abort()
    const perform = (command) => {
      try {
        const [name, ...values] = command
        // Only names from the list reach the instance, never what it inherits.
        if (!commands.includes(name)) throw `there is no command "${name}"`
        return instance[name](...values)
      } catch (error) {
        warn(error)
      }
    }
    const queue = window.barrio.q || []
    // Commands queued by commands are appended, and run in this same loop.
    for (const command of queue) perform(command)
    queue.length = 0
    // A page that kept the old function, or the array itself, still pushes here.
    // Not by an assignment, which fails where prototypes are frozen.
    Object.defineProperty(queue, 'push', { value: perform })
    window.barrio = Object.assign((...command) => perform(command), { q: queue, tag })
  }

  start().catch(warn)
})()
