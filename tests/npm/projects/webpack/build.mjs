// Builds the shop with webpack's own settings for production.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import webpack from 'webpack'

const out = join(import.meta.dirname, 'out')
const PAGE = '<!doctype html><html lang="en"><meta charset="utf-8"><title>webpack</title><link rel="icon" href="data:,"><h1>A shop</h1><script defer src="/main.js"></script></html>'

// barrio_plain.js is half a megabyte, which only browsers load that may have no WebAssembly.
const performance = { maxAssetSize: 500_000 }

webpack({ mode: 'production', context: import.meta.dirname, entry: './main.js', output: { path: out, clean: true }, performance }, async (error, result) => {
  if (error || result.hasErrors() || result.hasWarnings()) {
    console.error(String(error ?? result))
    process.exitCode = 1
    return
  }
  await writeFile(join(out, 'index.html'), PAGE)
})
