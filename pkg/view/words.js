// The widget's own words. English is in here; the other languages come as one file when the first of them is needed, and the store's own words go over both.
import { get } from '../checked.js'
import { en } from '../words.json'

/** `own` is the store file's `words`: `{ "eu": { "close": "Itxi" } }`. */
export function createWords(own) {
  const stores = lowered(own)
  let ours = { en }
  let loading

  return {
    /** Nothing where the words of that language are there; else a promise that is kept when they are, or cannot be had. */
    missing(locale) {
      if (loading?.done || chain(locale).some((tag) => ours[tag])) return
      loading ??= load().then((all) => {
        ours = { ...all, en }
        loading = { done: true }
      })
      return loading
    },

    /** A word in that language, else in English. `{name}` in it becomes the value of that name. */
    word(locale, key, values = {}) {
      const tables = [...chain(locale), 'en'].flatMap((tag) => [stores[tag], ours[tag]])
      const word = String(tables.find((table) => table?.[key])?.[key] ?? '')
      return word.replace(/{(\w+)}/g, (_, name) => values[name] ?? '')
    },
  }
}

/** The tag, and what it is a part of: `es-AR`, then `es`. */
function chain(locale) {
  const parts = locale.toLowerCase().split(/[-_]/)
  return parts.map((_, at) => parts.slice(0, parts.length - at).join('-'))
}

const lowered = (words) => Object.fromEntries(Object.entries(words ?? {}).map(([tag, table]) => [tag.toLowerCase(), table]))

/** Without them there is English. */
const load = () =>
  get(new URL('words.json', import.meta.url))
    .then((response) => response.json())
    .catch(() => ({}))
