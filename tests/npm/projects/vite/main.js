// The page of a shop that Vite builds, with React 18 in strict mode.
import { StrictMode, createElement as h, useEffect, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { BarrioProvider, useBarrio, useBarrioEvent, useTrack } from 'barrio/react'

function Shop() {
  const barrio = useBarrio()
  const track = useTrack()
  const [shown, setShown] = useState('nothing')
  useBarrioEvent('shown', ({ campaign }) => setShown(campaign))
  useEffect(() => {
    window.running = barrio
  }, [barrio])
  useEffect(() => track('built_by', { bundler: 'vite' }), [track])
  return h('p', { id: 'state' }, `${barrio ? 'running' : 'starting'}, ${shown}`)
}

function App() {
  const [isOpen, setOpen] = useState(true)
  const button = h('button', { onClick: () => setOpen(!isOpen) }, isOpen ? 'Close the shop' : 'Open the shop')
  return h('main', null, button, isOpen && h(BarrioProvider, { config: '/barrio.json' }, h(Shop)))
}

createRoot(document.getElementById('app')).render(h(StrictMode, null, h(App)))
