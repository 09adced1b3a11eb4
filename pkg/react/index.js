// barrio in React: a provider that starts the widget and ends it, and hooks that reach it. Nothing runs on a server.
'use client'
import { createContext, createElement, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react'
// By its name, so that an application that imports it too has the same one.
import { init } from 'barrio'

const Barrio = createContext({ barrio: null, track() {} })

/** How many events wait at most for a widget that is not there yet. */
const MOST = 100

/** The providers that are on the page: they share one widget, and the last one ends it. */
let holders = 0

/** Starts the widget when it is mounted, and ends it with the last provider. Options are read once. */
export function BarrioProvider({ children, onError, ...options }) {
  const [barrio, setBarrio] = useState(null)
  const first = useRef(options)
  const fail = useRef(onError)
  // What children say in their effects, which run before those of their parents.
  const waiting = useRef([])
  const live = useRef(null)
  useEffect(() => {
    fail.current = onError
  })
  useEffect(
    () =>
      hold(
        first.current,
        (instance) => {
          live.current = instance
          setBarrio(instance)
          if (instance) waiting.current.splice(0).forEach((event) => instance.track(...event))
        },
        (error) => (fail.current ?? warn)(error),
      ),
    [],
  )
  const track = useCallback((...event) => {
    if (live.current) live.current.track(...event)
    else if (waiting.current.length < MOST) waiting.current.push(event)
  }, [])
  const value = useMemo(() => ({ barrio, track }), [barrio, track])
  return createElement(Barrio.Provider, { value }, children)
}

/** The running widget; `null` on a server and until it is there. */
export const useBarrio = () => useContext(Barrio).barrio

/** A function that records an event, at once or as soon as the widget is there. It stays the same. */
export const useTrack = () => useContext(Barrio).track

/** Hears an event of the widget while the component is mounted. The handler may be a new one with every render. */
export function useBarrioEvent(name, handler) {
  const latest = useRef(handler)
  useEffect(() => {
    latest.current = handler
  })
  useEffect(() => {
    // On `window`, where every event is: so none is missed that comes before the widget is known here.
    const hear = ({ detail }) => latest.current(detail)
    window.addEventListener('barrio:' + name, hear)
    return () => window.removeEventListener('barrio:' + name, hear)
  }, [name])
}

/**
 * Holds the widget until what it returns is called; `give` gets it, and `null` when it goes. Strict mode mounts twice at
 * once: by the time the first one would end the widget, the second one holds it.
 */
function hold(options, give, fail) {
  let mounted = true
  holders++
  const starting = init(options)
  starting.then(
    (instance) => mounted && give(instance),
    (error) => mounted && fail(error),
  )
  return () => {
    mounted = false
    holders--
    give(null)
    starting.then((instance) => holders || instance.destroy(), () => {})
  }
}

const warn = (error) => console.warn('barrio: ' + error.message)
