// What barrio weighs and what it costs the page that it is on, beside the same page without it and with a popup that a
// shop would build with Preact. `cargo xtask budgets` runs it: SIZES is what `cargo xtask size --json` prints, and OUT
// the file that is written, BENCHMARKS.md.
import { execFileSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { cpus, loadavg, release, totalmem, type } from 'node:os'
import { launchBrowser } from '../tests/browser/visitor.mjs'
import { GOALS } from './goals.mjs'
import { SLOWER, comeAndGo, compare, memories } from './page.mjs'
import { servePages } from './pages.mjs'

const [sizes, out] = process.argv.slice(2)
const ROUNDS = Number(process.env.BARRIO_ROUNDS ?? 9)
const COMINGS = 100

const TITLES = {
  without: 'the shop without barrio',
  preact: 'with one popup, in Preact',
  silent: 'with barrio, which has nothing to say',
  popup: 'with barrio and one popup',
  demo: 'with barrio and the whole demo (23 messages, 7 programs)',
}

const whole = (number) => Math.round(number).toLocaleString('en-US')
const kilobytes = (bytes) => `${whole(bytes / 1024)}`

function table([head, ...rows]) {
  const line = (cells) => `| ${cells.join(' | ')} |`
  const under = head.map((_, column) => (column ? '---:' : '---'))
  return [head, under, ...rows].map(line).join('\n')
}

const weights = ({ files }) =>
  table([['file', 'bytes', 'gzip', 'brotli'], ...files.map(({ name, raw, gzip, brotli }) => [name, whole(raw), whole(gzip), whole(brotli)])])

const features = ({ features }) =>
  table([['feature', 'at once', 'to show'], ...features.map(({ name, first, show }) => [name, whole(first), whole(show)])])

const together = ({ budgets }) =>
  budgets.map(({ what, brotli, limit, goal }) => `- ${what}: **${whole(brotli)}** bytes (brotli); limit ${whole(limit)}, goal ${whole(goal)}.`).join('\n')

function costs({ visits }) {
  const { without } = visits
  const row = ([name, { whole: all, longest, ours, shown, shifts }]) => [
    TITLES[name],
    whole(all),
    name === 'without' ? '' : whole(all - without.whole),
    whole(longest),
    ours ? whole(ours) : '',
    shown === undefined ? '' : whole(shown),
    shifts ? shifts.toFixed(4) : '0',
  ]
  const head = ['page', 'main thread, ms', 'more than without', 'longest task, ms', "longest of barrio's, ms", 'message after, ms', 'layout shift']
  return table([head, ...Object.entries(visits).map(row)])
}

function memory({ held, thousand }) {
  const row = (title, { script, wasm, nodes, listeners }) => [title, kilobytes(script), kilobytes(wasm), whole(nodes), whole(listeners)]
  const rows = Object.entries(held).map(([name, one]) => row(TITLES[name], one))
  return table([['page', 'scripts, KB', 'wasm, KB', 'nodes', 'listeners'], ...rows, row('the demo after 1,000 events', thousand)])
}

const version = (program, ...args) => execFileSync(program, args, { encoding: 'utf8' }).trim()

function machine(browser) {
  const gigabytes = Math.round(totalmem() / 2 ** 30)
  const list = [
    `${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, ${gigabytes} GB, ${type()} ${release()}`,
    `Chromium ${browser.version()}, Node.js ${process.version}, ${version('rustc', '--version')}`,
  ]
  return list.map((line) => `- ${line}`).join('\n')
}

async function document(weighed, found, judged, browser) {
  const { version: barrio } = JSON.parse(await readFile(new URL('../pkg/package.json', import.meta.url)))
  const { before, after, grown } = found.comings
  const left = grown.length ? grown.map(([kind, count]) => `${count} of ${kind}`).join(', ') : 'no object of any kind, no node, no listener'
  return `# Benchmarks

Written by \`cargo xtask budgets\` on ${new Date().toISOString().slice(0, 10)}, for barrio ${barrio}. Do not edit: run it again.

${machine(browser)}

Compare what stands in one table; on another machine all of its times are different. How it is measured: \`bench/page.mjs\`, and what it means: [docs/performance.md](docs/performance.md).

## What a visitor downloads

${weights(weighed)}

${together(weighed)}

About what each feature weighs, in bytes (brotli), with every visit and with the first message:

${features(weighed)}

## What it costs the page

A product page of the demo shop, watched for seven seconds, medians of ${ROUNDS} visits by a new visitor each. Times are what the main thread takes of the processor, for one that is ${SLOWER} times slower than this; only the message's is by the clock on the wall and on this machine, with the demo's own wait of two seconds in the last line.

${costs(found)}

## Memory

After what is not needed was collected:

${memory(found)}

Started, shown and ended ${COMINGS} times on one page: left behind is ${left}, and the wasm's memory went from ${kilobytes(before.wasm)} to ${kilobytes(after.wasm)} KB.

## Goals

${judged.map(({ goal, reached, figure }) => `- ${goal}: ${reached ? 'reached' : '**missed**'}, ${figure}.`).join('\n')}
`
}

const browser = await launchBrowser()
const pages = await servePages()
const at = { browser, pages }
const note = (round) => console.log(`round ${round} of ${ROUNDS}`)
const found = { visits: await compare(at, ROUNDS, { note }), ...(await memories(at)), comings: await comeAndGo(at, COMINGS) }
const nothing = found.comings.grown.length === 0 && found.comings.after.wasm === found.comings.before.wasm
const judged = GOALS.map(({ goal, judge }) => ({ goal, ...judge(found) }))
judged.push({ goal: `nothing is left after ${COMINGS} rounds`, reached: nothing, figure: `${found.comings.grown.length} kinds of objects grew` })
const weighed = JSON.parse(await readFile(sizes, 'utf8'))
await writeFile(out, await document(weighed, found, judged, browser))
await browser.close()
await pages.stop()
for (const { goal, reached, figure } of judged) console.log(`${reached ? 'reached' : 'missed '}  ${goal}: ${figure}`)
if (loadavg()[0] > cpus().length) console.log('The machine is busy with other things: on a quiet one the figures are lower.')
if (judged.some(({ reached }) => !reached)) process.exitCode = 1
