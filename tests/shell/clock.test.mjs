// Offsets of time zones, from what `Intl` writes.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { minutes, offset, offsets } from '../../pkg/shell/clock.js'

test('reads the offset at the end', () => {
  assert.equal(minutes('11/22/2026, GMT-06:00'), -360)
  assert.equal(minutes('11/22/2026, GMT+05:30'), 330)
  assert.equal(minutes('11/22/2026, GMT'), 0)
})

test('knows nothing of other texts', () => {
  for (const text of ['', '11/22/2026', '11/22/2026, GMT?5', 'GMT+x', 'GMT+5', 'GMT?05:30', 'GMT+0x:30']) {
    assert.throws(() => minutes(text), RangeError, text)
  }
})

test('an offset that stays is a number', () => {
  assert.equal(offset(0, () => 60), 60)
})

test('an offset that changes within a week comes with the minute', () => {
  const madrid = (minute) => (minute < 7_321 ? 120 : 60)
  assert.deepEqual(offset(1_000, madrid), [120, 439_260_000, 60])
  assert.deepEqual(offset(7_320, madrid), [120, 439_260_000, 60])
  assert.equal(offset(7_321, madrid), 60)
})

test('zones that are none are left out', () => {
  assert.deepEqual(offsets(['UTC', 'Mars/Olympus', '']), { UTC: 0 })
})
