// The main job once more, in a shop whose policy lets no WebAssembly be compiled.
import { openShop } from './harness.mjs'
import { mainJob } from './main-job.mjs'

mainJob(await openShop({ args: ['--no-wasm'] }), { engine: ['barrio_plain.js'], picture: 'welcome-plain' })
