// The types of `barrio/react`: the provider and its hooks.
import type { ReactElement, ReactNode } from 'react'
import type { Barrio, Events, Options, Properties } from './index.js'

export interface BarrioProviderProps extends Options {
  children?: ReactNode
  /** Hears why the widget could not start; without it the console is told. Other errors are `error` events. */
  onError?: (error: Error) => void
}

/**
 * Starts the widget when it is mounted, and ends it when the last provider is unmounted. The options are those of `init`,
 * and are read once.
 */
export function BarrioProvider(props: BarrioProviderProps): ReactElement

/** The running widget; `null` on a server and until it is there. */
export function useBarrio(): Barrio | null

/** A function that records an event, at once or as soon as the widget is there. It stays the same. */
export function useTrack(): (event: string, properties?: Properties) => void

/** Hears an event of the widget while the component is mounted. The handler may be a new one with every render. */
export function useBarrioEvent<Name extends keyof Events>(name: Name, handler: (detail: Events[Name]) => void): void
