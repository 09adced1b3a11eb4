// The page of a shop that webpack builds.
import { init } from 'barrio'

window.running = await init({ config: '/barrio.json' })
window.running.track('built_by', { bundler: 'webpack' })
