// The theme: what a store may say of the look, checked, and turned into the custom properties that the style sheets read.

/** WCAG asks 4.5:1 of text; a little above it absorbs rounding. */
const CONTRAST = 4.6
/** And 3:1 of what shows where a control is. */
const CONTRAST_OF_EDGES = 3.1
const RADIUS = 12
const RADIUS_MAX = 32

const [BLACK, WHITE, NIGHT] = [[0, 0, 0], [255, 255, 255], [28, 28, 33]]
const [ACCENT, ERROR] = [[11, 110, 79], [190, 38, 28]]

/** How far from the page a surface seems to be, by the shadows that a store may choose from. */
const DEPTHS = { __proto__: null, none: 0, soft: 0.5, medium: 1, strong: 1.8 }

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
 * The custom properties for a scheme. What is absent in the theme or cannot be read falls back. A surface that the
 * store names holds in the scheme that it chose, or in the one of the two that it is made for; a text, where it can
 * be seen at all.
 */
export function tokens(theme, dark) {
  const { accent, radius, font, shadow, scheme, surface, text } = theme ?? {}
  const [own, words, brand] = [parse(surface), parse(text), parse(accent) ?? ACCENT]
  const fits = own && (/light|dark/.test(scheme) || isDark(own) === dark)
  const ground = fits ? own : dark ? NIGHT : WHITE
  const ink = readableInk(ground)
  const night = ink === WHITE
  // Grey grounds have little room for contrast: there what stands out a little moves away from the ink.
  const tone = blend(ground, contrast(ground, ink) > 7 ? ink : opposite(ink), night ? 0.08 : 0.045)
  const on = (color, least) => readable(color, [ground, tone], ink, least)
  const said = on(words && contrast(words, ground) > CONTRAST_OF_EDGES ? words : blend(ink, ground, 0.08))
  const onBrand = readableInk(brand)
  const colors = {
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
    error: on(ERROR),
  }
  const depth = DEPTHS[shadow] ?? 1
  return {
    ...Object.fromEntries(Object.entries(colors).map(([name, color]) => ['--' + name, `rgb(${color})`])),
    '--scheme': night ? 'dark' : 'light',
    // In the dark it is a line of light that lifts.
    '--shadow': `0 0 0 1px ${night ? '#ffffff1f' : '#0f0f1412'},0 ${depth * 2}px ${depth * 6}px #0f0f1414,0 ${depth * 16}px ${depth * 48}px -8px #0f0f1438`,
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
