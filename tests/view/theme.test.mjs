// The theme: whatever a store says of colours, words can be read; whatever else it says, no rule of its own comes of it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { tokens } from '../../pkg/view/theme.js'

/** The definition in WCAG 2.2. */
function contrast(one, two) {
  const luminance = (color) => {
    const [red, green, blue] = color.match(/\d+/g).map((channel) => {
      const share = channel / 255
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05
  }
  const [a, b] = [luminance(one), luminance(two)]
  return Math.max(a, b) / Math.min(a, b)
}

const hex = (...channels) => '#' + channels.map((channel) => channel.toString(16).padStart(2, '0')).join('')
const steps = [0, 51, 102, 119, 128, 153, 204, 255]
const COLORS = steps.flatMap((red) => steps.flatMap((green) => steps.map((blue) => hex(red, green, blue))))

function assertReadable(css, what) {
  const pairs = [['on-accent', 'accent'], ['on-accent', 'hover']]
  for (const name of ['text', 'muted', 'link', 'error']) pairs.push([name, 'surface'], [name, 'tone'])
  for (const [front, ground] of pairs) {
    const ratio = contrast(css['--' + front], css['--' + ground])
    assert.ok(ratio >= 4.5, `${what}: ${front} on ${ground} is ${ratio.toFixed(2)}`)
  }
  assert.ok(contrast(css['--line'], css['--surface']) >= 3, `${what}: line`)
}

test('every accent can be read with and on, in both schemes', () => {
  for (const accent of COLORS) for (const dark of [false, true]) assertReadable(tokens({ accent }, dark), `${accent} ${dark}`)
})

test('on every surface everything can be read, with any text', () => {
  for (const surface of COLORS) {
    for (const text of [undefined, '#888888', '#ff0000', surface]) {
      assertReadable(tokens({ surface, text, scheme: 'light', accent: '#c0ffee' }, false), `${text} on ${surface}`)
    }
  }
})

test('what can be read stays as the store has it', () => {
  const css = tokens({ accent: '#0b6e4f', surface: '#fff8f0', text: '#2a1a0a', scheme: 'light' }, false)
  assert.deepEqual([css['--accent'], css['--link'], css['--surface'], css['--text']], ['rgb(11,110,79)', 'rgb(11,110,79)', 'rgb(255,248,240)', 'rgb(42,26,10)'])
})

test('a light surface holds in the light scheme alone, a dark one in the dark', () => {
  const surface = (color, dark) => tokens({ surface: color, scheme: 'auto' }, dark)['--surface']
  const [light, dark] = ['rgb(255,248,240)', 'rgb(16,24,32)']
  assert.equal(surface('#fff8f0', false), light)
  assert.notEqual(surface('#fff8f0', true), light)
  assert.equal(surface('#101820', true), dark)
  assert.notEqual(surface('#101820', false), dark)
})

test('controls of the browser follow the surface', () => {
  assert.equal(tokens({ surface: '#101820', scheme: 'light' }, false)['--scheme'], 'dark')
  assert.equal(tokens({}, true)['--scheme'], 'dark')
  assert.equal(tokens({}, false)['--scheme'], 'light')
})

test('what cannot be read falls back', () => {
  const calm = tokens({}, false)
  for (const bad of ['', '#', '0b6e4f', '#0b6e4', '#gggggg', 'red', '#0b6e4f;', '#12€', 'red}*{display:none', 7, null, {}, ['#fff', '#000']]) {
    const css = tokens({ accent: bad, surface: bad, text: bad, shadow: bad, scheme: bad, radius: typeof bad === 'number' ? 12 : bad ?? undefined }, false)
    for (const name of ['--accent', '--surface', '--text', '--shadow']) assert.equal(css[name], calm[name], `${name} ${bad}`)
    assert.match(css['--radius'], /^\d+px$/)
  }
  assert.equal(tokens(null, false)['--accent'], calm['--accent'])
})

test('radius stays within bounds', () => {
  const radius = (radius) => tokens({ radius }, false)['--radius']
  assert.deepEqual([0, 8, -3, 1e9, NaN, 'x'].map(radius), ['0px', '8px', '0px', '32px', '0px', '0px'])
})

test('a shadow is one of those that there are', () => {
  const shadow = (shadow) => tokens({ shadow }, false)['--shadow']
  assert.notEqual(shadow('none'), shadow('strong'))
  assert.equal(shadow('0 0 9px red'), shadow('medium'))
  assert.equal(shadow('constructor'), shadow('medium'))
})
