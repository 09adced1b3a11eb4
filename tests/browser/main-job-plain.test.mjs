// The main job once more, in a shop whose policy lets no WebAssembly be compiled.
process.env.BARRIO_NO_WASM = '1'
await import('./main-job.test.mjs')
