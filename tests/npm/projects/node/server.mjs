// Renders a page and runs the engine, in Node.js alone; prints what came of it as JSON.
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { createElement as h } from 'react'
import { renderToString } from 'react-dom/server'
import { createEngine, init } from 'barrio'
import { BarrioProvider, useBarrio, useBarrioEvent, useTrack } from 'barrio/react'
import schema from 'barrio/schema' with { type: 'json' }
import sources from 'barrio/sources.json' with { type: 'json' }
import store from 'barrio/templates/store.json' with { type: 'json' }
import welcome from 'barrio/templates/welcome.json' with { type: 'json' }

function Shop() {
  const barrio = useBarrio()
  useTrack()('rendered')
  useBarrioEvent('shown', () => {})
  return h('p', null, barrio ? 'running' : 'starting')
}

const html = renderToString(h(BarrioProvider, { config: '/barrio.json' }, h(Shop)))

const barrio = await init({ config: '/barrio.json' })
barrio.track('rendered', { where: 'server' })
barrio.identify('ana')
const off = barrio.on('shown', () => {})
off()
const nothing = { explained: await barrio.explain(), kept: barrio.export() }
barrio.destroy()

const part = (name) => readFile(fileURLToPath(import.meta.resolve(`barrio/${name}.wasm`)))
const parts = [await part('barrio_bg'), await part('barrio_speak'), await part('barrio_why')]
const file = { version: 1, consent: { default: 'granted' }, share: ['bought'], crm: [{ type: 'segment', url: 'https://crm.example/collect' }] }
const engine = await createEngine(file, ...parts)
const now = Date.parse('2026-11-22T10:00:00Z')
engine.step(now, { type: 'start', seed: 's', facts: { languages: ['es-ES'], timezone: 'Europe/Madrid' } })
engine.step(now, { type: 'event', name: 'bought', properties: { value: 7 } })
const effects = engine.step(now + 5000, { type: 'wake' })
const sent = effects.find((effect) => effect.send)?.send
const result = {
  html,
  nothing,
  issues: engine.issues(),
  verdicts: engine.explain(now).campaigns,
  body: sent?.body,
  schema: schema.title,
  sources: Object.keys(sources).length,
  templates: [store.version, Object.keys(welcome).length],
}
engine.free()
console.log(JSON.stringify(result))
