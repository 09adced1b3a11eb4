// Bundles the view as it is shipped, with its style sheets made small; run by itself, it says how large it is.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync } from 'node:zlib'
import { build, transform } from 'esbuild'

const ENTRY = fileURLToPath(new URL('../../pkg/view/index.js', import.meta.url))

/** Style sheets come in as text, without what means nothing to a browser. */
const styles = {
  name: 'styles',
  setup: ({ onLoad }) =>
    onLoad({ filter: /\.css$/ }, async ({ path }) => ({
      contents: (await transform(await readFile(path, 'utf8'), { loader: 'css', minify: true, target: ['chrome100', 'firefox100', 'safari15'] })).code,
      loader: 'text',
    })),
}

/** The text of the bundle. */
export async function bundle({ entry = ENTRY, minify = true } = {}) {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    format: 'esm',
    target: 'es2020',
    minify,
    write: false,
    plugins: [styles],
  })
  return outputFiles[0].text
}

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
