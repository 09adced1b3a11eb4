// The theme: what a store may say of the look, checked, and turned into the custom properties that the style sheets read.

/** WCAG asks 4.5:1 of text; a little above it absorbs rounding. */
const CONTRAST = 4.6
/** And 3:1 of what shows where a control is. */
const CONTRAST_OF_EDGES = 3.1
const RADIUS = 12
const RADIUS_MAX = 32

const [BLACK, WHITE] = [[0, 0, 0], [255, 255, 255]]
const ACCENT = '#0b6e4f'
const LIGHT = { surface: '#ffffff', text: '#18181b', error: '#b3261e', ok: '#1c9a5b', scrim: '#0f0f1466' }
const DARK = { surface: '#1c1c21', text: '#f4f4f6', error: '#ffb4ab', ok: '#3ecf8e', scrim: '#000000a3' }

/** The shadows that a store may choose from, for the light scheme; in the dark a line of light is what lifts. */
const SHADOWS = {
  __proto__: null,
  none: '0 0 0 1px #0f0f141a',
  soft: '0 0 0 1px #0f0f140d,0 1px 2px #0f0f140f,0 8px 24px -4px #0f0f1424',
  medium: '0 0 0 1px #0f0f140d,0 2px 6px #0f0f1414,0 16px 48px -8px #0f0f1438',
  strong: '0 0 0 1px #0f0f140d,0 4px 12px #0f0f1424,0 32px 72px -12px #0f0f1466',
}

/** The sheet of the tokens. They do not stand on the host, where a rule of the page would win. */
export function themeSheet(theme) {
  const sheet = new CSSStyleSheet()
  const fixed = theme?.scheme
  sheet.replaceSync('.surface{}@media(prefers-color-scheme:dark){.surface{}}')
  const [light, { cssRules: [dark] }] = sheet.cssRules
  assign(light, tokens(theme, fixed === 'dark'))
  if (fixed !== 'light' && fixed !== 'dark') assign(dark, tokens(theme, true))
  return sheet
}

/** Set one by one, no value can become a rule of its own; one that is none is left out. */
function assign({ style }, tokens) {
  for (const [name, value] of Object.entries(tokens)) style.setProperty(name, value)
  if (!CSS.supports('font-family', tokens['--font'])) style.setProperty('--font', 'inherit')
}

/**
 * The custom properties for a scheme. What is absent in the theme or cannot be read falls back. A surface or text that
 * the store names holds in the scheme that it chose, or in the one of the two that it is made for.
 */
export function tokens(theme, dark) {
  const { accent, radius, font, shadow, scheme, surface, text } = theme ?? {}
  const base = dark ? DARK : LIGHT
  const fits = (color) => color && (/light|dark/.test(scheme) || isDark(color) === dark)
  const [own, words] = [parse(surface), parse(text)]
  const ground = fits(own) ? own : parse(base.surface)
  const ink = readableInk(ground)
  // Grey grounds have little room for contrast: there what stands out a little moves away from the ink.
  const tone = blend(ground, contrast(ground, ink) > 7 ? ink : opposite(ink), dark ? 0.08 : 0.045)
  const on = (color, least) => readable(color, [ground, tone], ink, least)
  const said = on(words && (fits(own) || isDark(words) !== dark) ? words : fits(own) ? ink : parse(base.text))
  const brand = parse(accent) ?? parse(ACCENT)
  const onBrand = readableInk(brand)
  const out = {
    surface: ground,
    tone,
    text: said,
    muted: on(blend(said, ground, 0.35)),
    line: on(blend(said, ground, 0.6), CONTRAST_OF_EDGES),
    hair: blend(ground, ink, 0.12),
    accent: brand,
    'on-accent': onBrand,
    // Hovering moves the accent away from its text, never towards it.
    hover: blend(brand, opposite(onBrand), 0.14),
    link: on(brand),
    error: on(parse(base.error)),
    ok: parse(base.ok),
  }
  const colors = Object.entries(out).map(([name, color]) => ['--' + name, `rgb(${color})`])
  return {
    ...Object.fromEntries(colors),
    '--scheme': isDark(ground) ? 'dark' : 'light',
    '--scrim': base.scrim,
    '--shadow': (isDark(ground) ? '0 0 0 1px #ffffff1f,' : '') + (SHADOWS[shadow] ?? SHADOWS.medium),
    '--radius': Math.min(Math.max(+(radius ?? RADIUS) || 0, 0), RADIUS_MAX) + 'px',
    '--font': typeof font === 'string' ? font : 'inherit',
  }
}

/** Reads `#rgb` or `#rrggbb`, as its three channels; nothing for anything else. */
function parse(color) {
  const [, digits] = /^#([\da-f]{3}|[\da-f]{6})$/i.exec(color) ?? []
  return digits && (digits.length > 3 ? digits : digits.replace(/./g, '$&$&')).match(/../g).map((channel) => parseInt(channel, 16))
}

/** A colour with a share of another in it. */
const blend = (color, other, share) => color.map((channel, at) => Math.round(channel + (other[at] - channel) * share))

const opposite = (ink) => (ink === WHITE ? BLACK : WHITE)

/** Black or white, whichever reads better; white as long as it reads. */
const readableInk = (ground) => (contrast(ground, WHITE) >= CONTRAST ? WHITE : BLACK)

const isDark = (color) => readableInk(color) === WHITE

/** A colour, moved towards the ink only as far as it must be to read on those grounds. */
function readable(color, grounds, ink, least = CONTRAST) {
  for (let share = 0; share < 1; share += 0.05) {
    const moved = blend(color, ink, share)
    if (grounds.every((ground) => contrast(moved, ground) >= least)) return moved
  }
  return ink
}

/** The contrast ratio of WCAG, 1 to 21. */
export function contrast(one, two) {
  const [high, low] = [luminance(one), luminance(two)].sort((a, b) => b - a)
  return (high + 0.05) / (low + 0.05)
}

function luminance(color) {
  const [red, green, blue] = color.map((channel) => {
    const share = channel / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
