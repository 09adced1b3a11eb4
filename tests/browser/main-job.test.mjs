// The main job in Chromium on a desktop; `tests/browsers` has it in every browser, and on a phone.
import { openShop } from './harness.mjs'
import { mainJob } from './main-job.mjs'

mainJob(await openShop(), { engine: ['barrio_bg.wasm', 'barrio_speak.wasm'] })
