// The code samples of the documentation: where each stands, in which language, and what its marker says it is.
import { readFile, readdir } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { join, parse } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** Pages outside docs/ whose samples are tried too. */
const OTHERS = ['README.md', 'pkg/README.md', 'cli/README.md', 'CONTRIBUTING.md', 'tests/README.md', 'BENCHMARKS.md']

/** Walk-throughs: their samples are steps, which `hours.test.mjs` performs in their order. */
export const isWalk = (file) => /^docs\/(\w+\/)?first-hours\//.test(file)

/** Languages that a compiler reads, and those of React. */
const CODE = ['js', 'mjs', 'jsx', 'ts', 'tsx']
const REACT = ['jsx', 'tsx']

/**
 * Where a sample is tried that another suite tries: `{ folder, named }`, the folder of its tests and the words by which
 * one of them names it. Recipes name the file or place that a sample is for, and are tried in shops made for them; what
 * is about the package is compiled beside React and Node.js.
 */
export function elsewhere({ file, lang, mark }) {
  if (file.startsWith('docs/recipes/') && mark) return { folder: 'tests/recipes', named: /\s/.test(mark) ? mark : parse(mark).name }
  if (REACT.includes(lang) || (/^docs\/(npm|react|api)\.md$/.test(file) && CODE.includes(lang))) return { folder: 'tests/npm', named: file }
}

/** All pages, by their path in the repository: those of docs/, and those that stand elsewhere. */
export async function pages() {
  const names = await readdir(join(ROOT, 'docs'), { recursive: true })
  const docs = names.filter((name) => name.endsWith('.md') && !/(^|\/)node_modules\//.test(name)).map((name) => `docs/${name}`)
  return [...docs.sort(), ...OTHERS.filter((name) => existsSync(join(ROOT, name)))]
}

/** All samples: `{ file, line, lang, mark, text, at }`; `at` is for people. */
export async function samples() {
  const all = await Promise.all((await pages()).map(async (file) => fences(file, await readFile(join(ROOT, file), 'utf8'))))
  return all.flat()
}

/** The samples of one page. A fence that does not end is an error. */
export function fences(file, text) {
  const found = []
  let open
  text.split('\n').forEach((line, index) => {
    const fence = line.match(/^( *)(`{3,})([^`]*)$/)
    if (open && fence?.[2] === open.ticks && !fence[3].trim()) {
      found.push(close(file, open))
      open = undefined
    } else if (open) open.lines.push(line.startsWith(open.indent) ? line.slice(open.indent.length) : line)
    else if (fence) open = { indent: fence[1], ticks: fence[2], info: fence[3].trim(), line: index + 1, lines: [] }
  })
  if (open) throw new Error(`${file}:${open.line}: this sample does not end.`)
  return found
}

function close(file, { info, line, lines }) {
  const [lang, ...mark] = info.split(/\s+/)
  return { file, line, at: `${file}:${line}`, lang, mark: mark.join(' '), text: lines.join('\n') }
}
