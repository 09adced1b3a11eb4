// The types of the script tag: what `window.barrio` is, before the module is there and after.
import type { Barrio, Events, Traits } from './index.js'

/**
 * The function that the tag, or the page itself before the tag, puts on `window`. It queues what is called; once the
 * module is there, it calls at once and gives what the call gives. Before that, and where a call fails, nothing.
 */
export interface BarrioQueue {
  <Name extends keyof Events>(
    command: 'on',
    name: Name,
    handler: (detail: Events[Name]) => void,
  ): (() => void) | undefined
  (command: 'identify', id: string | number | null, traits?: Traits): void
  (command: 'identify', traits: Traits): void
  <Command extends Exclude<keyof Barrio, 'on' | 'identify'>>(
    command: Command,
    ...values: Parameters<Barrio[Command]>
  ): ReturnType<Barrio[Command]> | undefined
  /** The calls that wait. */
  q?: unknown[]
  /** The tag that is in charge. */
  tag?: HTMLScriptElement
}

declare global {
  /** There as soon as the tag, or the page's own line before it, has run. */
  var barrio: BarrioQueue | undefined
}
