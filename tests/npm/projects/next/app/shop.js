// What of the shop lives in the browser.
'use client'
import { useEffect, useState } from 'react'
import { useBarrio, useBarrioEvent, useTrack } from 'barrio/react'

export function Shop({ onServer }) {
  const barrio = useBarrio()
  const track = useTrack()
  const [shown, setShown] = useState('nothing')
  useBarrioEvent('shown', ({ campaign }) => setShown(campaign))
  useEffect(() => {
    window.running = barrio
  }, [barrio])
  useEffect(() => track('built_by', { bundler: 'next' }), [track])
  return (
    <main>
      <p id="server">{onServer}</p>
      <p id="state">{`${barrio ? 'running' : 'starting'}, ${shown}`}</p>
    </main>
  )
}
