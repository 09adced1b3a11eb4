// Draws content: nodes into elements, texts into text nodes. What each kind becomes stands in kinds.js.
import { h } from './dom.js'
import { direction, format, tag } from './intl.js'
import { groupOf, kinds } from './kinds.js'

/** How many ids there have been: no two are the same in any shadow root. */
let ids = 0

/**
 * What drawing needs: `view`; `locale`; `word(key, values)` for the widget's own words; `write(text)` for the nodes of
 * a text; `plain(text)` for its words; `format(value, format)` as Intl writes it; `id()` for an id that nothing else
 * has; `undo`, a list of functions that are called when what is drawn goes.
 */
export function createPen(view, words) {
  const { locale } = view
  return {
    view,
    locale,
    undo: [],
    word: (key, values) => words.word(locale, key, values),
    write: (text) => runs(text).map((run) => draw(run, locale)),
    plain: (text) => runs(text).map((run) => wordsOf(run, locale)).join(''),
    format: (value, as) => format(String(value), as, locale),
    id: () => 'b' + ++ids,
  }
}

/** The nodes of a view. Those of one group that follow each other, such as buttons, share an element. */
export function content(view, pen) {
  const drawn = []
  let last
  for (const node of view.nodes) {
    const element = kinds[node.kind]?.(worded(node, pen), pen)
    if (!element) continue
    const group = groupOf(node, view)
    if (!group) drawn.push(element)
    else if (group === last) drawn.at(-1).append(element)
    else drawn.push(h(...group, element))
    last = group
  }
  return drawn
}

/** A word of the widget's own stands for the text, where the engine names one. */
const worded = (node, { word }) => (node.word ? { ...node, text: word(node.word) } : node)

/** The attributes that say the language and direction of a view's words. */
export const language = ({ locale }) => ({ lang: tag(locale), dir: direction(locale) })

const runs = (text = '') => (typeof text === 'string' ? [{ text }] : text)

const wordsOf = (run, locale) => (run.format ? format(run.text, run.format, locale, run.currency) : run.text)

function draw(run, locale) {
  let node = wordsOf(run, locale)
  if (run.emphasis) node = h('em', {}, node)
  if (run.strong) node = h('strong', {}, node)
  return run.link ? h('a', { href: run.link, rel: 'noopener' }, node) : node
}
