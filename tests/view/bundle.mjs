// Bundles the view as it is shipped, with its style sheets made small; run by itself, it says how large it is.
import { mkdir, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync } from 'node:zlib'
import { build } from 'esbuild'

const ENTRY = fileURLToPath(new URL('../../pkg/view/index.js', import.meta.url))
const STYLE = fileURLToPath(new URL('../../pkg/view/style.css', import.meta.url))

/** The style sheet, with all that it imports, comes in as one text, without what means nothing to a browser. */
const style = {
  name: 'style',
  setup(build) {
    build.onResolve({ filter: /^barrio-style$/ }, () => ({ path: STYLE, namespace: 'style' }))
    build.onLoad({ filter: /./, namespace: 'style' }, async ({ path }) => ({ contents: await output({ entryPoints: [path], minify: true }), loader: 'text' }))
  },
}

async function output(options) {
  const { outputFiles } = await build({ bundle: true, write: false, ...options })
  return outputFiles[0].text
}

/** The text of the bundle. */
export const bundle = ({ minify = true } = {}) => output({ entryPoints: [ENTRY], format: 'esm', target: 'es2020', minify, plugins: [style] })

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = await bundle()
  const kilobytes = (bytes) => `${(bytes / 1024).toFixed(2)} KB`
  console.log(`view.js: ${kilobytes(text.length)}, ${kilobytes(brotliCompressSync(text).length)} brotli`)
  const target = process.argv[2]
  if (target) {
    await mkdir(target, { recursive: true })
    await writeFile(`${target}/view.js`, text)
  }
}
