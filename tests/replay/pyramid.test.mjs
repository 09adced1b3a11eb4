// `barrio replay --orders` and a direct count must agree, month by month: on a log made by hand, and on that of CDNOW.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { countMonths, readOrders } from './pyramid.mjs'

const barrio = process.env.BARRIO_SERVER
assert.ok(barrio, 'BARRIO_SERVER names no program: run this by `cargo xtask test replay`.')
const folder = mkdtempSync(join(tmpdir(), 'barrio-pyramid-'))
after(() => rmSync(folder, { recursive: true }))

const cdnow = fileURLToPath(new URL('../../../shared/data/clv/CDNOW_sample.txt', import.meta.url))
const skip = existsSync(cdnow) ? false : 'Not run: ../shared/data/clv/CDNOW_sample.txt is not there.'

/** The rules that are tried: as the store file says them, and as the direct count takes them. */
const rules = [
  { name: 'the defaults', lifecycle: undefined, rule: { gap: 60, weight: 1, silent: 3 } },
  { name: 'a short gap of much weight', lifecycle: { gap: '30d', weight: 4, silent: 2 }, rule: { gap: 30, weight: 4, silent: 2 } },
  { name: 'the own gap alone', lifecycle: { gap: '45d', weight: 0, silent: 5 }, rule: { gap: 45, weight: 0, silent: 5 } },
  { name: 'a fixed period', lifecycle: { inactiveAfter: '90d' }, rule: { after: 90 } },
]

/** The months as the program prints them. */
function replay(lifecycle, log, options) {
  const store = join(folder, 'barrio.json')
  writeFileSync(store, JSON.stringify({ version: 1, store: { name: 'Maple & Main', country: 'US', locale: 'en-US' }, lifecycle }))
  const { status, stdout, stderr } = spawnSync(barrio, ['replay', '--store', store, '--orders', log, ...options], { encoding: 'utf8' })
  assert.equal(status, 0, stderr)
  return stdout.trimEnd().split('\n').map((line) => JSON.parse(line))
}

test('a log made by hand, counted by hand', () => {
  const log = join(folder, 'hand.txt')
  const days = { ana: [19970110, 19970309], bo: [19970131], kim: [19970101, 19970103, 19970105], eva: [19970915] }
  writeFileSync(log, Object.entries(days).flatMap(([person, dates]) => dates.map((date) => `${person}\t${date}\n`)).join(''))
  // A gap of 60 days that weighs 1. Ana's own is (58 + 60) / 2 = 59 days: three of them after March 9 are September 2.
  // Bo's is 60, so July 30. Kim's is (4 + 60) / 3, three of them 64 days, so March 10. The log ends with Eva.
  const people = [[3, 0], [3, 0], [2, 1], [2, 1], [2, 1], [2, 1], [1, 2], [1, 2], [1, 3]]
  const rows = (months) => months.map(({ active, inactive }) => [active, inactive])
  const rule = { gap: 60, weight: 1, silent: 3 }
  assert.deepEqual(rows(countMonths(readOrders(readFileSync(log, 'utf8'), [1, 2]), rule)), people)
  assert.deepEqual(rows(replay({ ...rule, gap: '60d' }, log, ['--columns', 'person=1,date=2'])), people)
})

for (const { name, lifecycle, rule } of rules) {
  test(`CDNOW by ${name}: the program and the direct count agree`, { skip }, () => {
    const counted = countMonths(readOrders(readFileSync(cdnow, 'utf8'), [2, 3]), rule)
    const replayed = replay(lifecycle, cdnow, ['--columns', 'person=2,date=3,quantity=4,value=5'])
    assert.equal(counted.length, 18)
    assert.equal(counted.at(-1).active + counted.at(-1).inactive, 2357)
    assert.deepEqual(replayed, counted)
  })
}

test('the table in docs/replay.md is what is counted', { skip }, () => {
  const text = readFileSync(new URL('../../docs/replay.md', import.meta.url), 'utf8').replaceAll(/(\d),(\d)/g, '$1$2')
  const told = [...text.matchAll(/^\| (\d{4}-\d\d) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|$/gm)]
  const orders = readOrders(readFileSync(cdnow, 'utf8'), [2, 3])
  const [own, fixed] = [rules[0], rules[3]].map(({ rule }) => countMonths(orders, rule))
  const counted = own.map(({ month, active, inactive }, at) => [month, active, inactive, fixed[at].active, fixed[at].inactive])
  assert.deepEqual(told.map(([, month, ...people]) => [month, ...people.map(Number)]), counted)
})
