// The provider and the hooks of `barrio/react` as TypeScript sees them, and what it must refuse.
import { BarrioProvider, useBarrio, useBarrioEvent, useTrack } from 'barrio/react'
import { useState } from 'react'

export function Shop() {
  const barrio = useBarrio()
  const track = useTrack()
  const [shown, setShown] = useState('')
  useBarrioEvent('shown', ({ campaign }) => setShown(campaign))
  useBarrioEvent('opt_in', ({ fields }) => console.log(fields.email))
  // @ts-expect-error an event that the widget does not tell
  useBarrioEvent('opened', () => {})
  // @ts-expect-error it may not be there yet
  barrio.chat()
  // @ts-expect-error an event has a name
  track({ value: 1 })
  return <button onClick={() => track('ask', { shown })}>{barrio ? 'Ask' : '…'}</button>
}

export const App = () => (
  <BarrioProvider config="/barrio.json" country="ES" consent={{ analytics: true }} onError={({ message }) => alert(message)}>
    <Shop />
  </BarrioProvider>
)

// @ts-expect-error without a store file there is nothing to say
export const withoutFile = <BarrioProvider />

// @ts-expect-error there are two storages
export const withStorage = <BarrioProvider config="/barrio.json" storage="cookie" />
