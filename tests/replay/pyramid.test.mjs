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
  writeFileSync(log, 'ana 19970110\nana 19970309\nbo  19970131\neva 19970615\n')
  // With a gap of 60 days that weighs 1: Ana's after 58 days is (58 + 60) / 2 = 59, three times that is 177 days from
  // March 9, September 2; Bo's is 60, so July 30; Eva's last month is that of the log.
  const wanted = { '1997-01': [2, 0], '1997-02': [2, 0], '1997-03': [2, 0], '1997-04': [2, 0], '1997-05': [2, 0], '1997-06': [3, 0] }
  const lifecycle = { gap: '60d', weight: 1, silent: 3 }
  const rows = (months) => Object.fromEntries(months.map(({ month, active, inactive }) => [month, [active, inactive]]))
  const options = ['--columns', 'person=1,date=2']
  assert.deepEqual(rows(replay(lifecycle, log, options)), wanted)
  writeFileSync(log, 'ana 19970110\nana 19970309\nbo  19970131\neva 19970915\n')
  const longer = { ...wanted, '1997-06': [2, 0], '1997-07': [1, 1], '1997-08': [1, 1], '1997-09': [1, 2] }
  assert.deepEqual(rows(replay(lifecycle, log, options)), longer)
  assert.deepEqual(rows(countMonths(readOrders(readFileSync(log, 'utf8'), [1, 2]), rules[0].rule)), longer)
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
